-- Grain: one row per person of the joined table.
-- Of the newest submission that has a birth date, the earliest; of the newest that has a death, the
-- latest. A later blank takes neither back.

with

events as (

    select * from {{ ref('fct_national__events') }}
    where table_name = 'joined'

),

births as (

    select
        la_code,
        person_key,
        birth_year,
        birth_month,
        birth_month_on
    from events
    qualify
        row_number() over (
            partition by la_code, person_key
            order by
                birth_month_on is not null desc nulls last,
                period_to desc nulls last,
                birth_year asc nulls first,
                birth_month asc nulls first
        ) = 1

),

deaths as (

    select
        la_code,
        person_key,
        died_on
    from events
    where died_on is not null
    qualify
        row_number() over (
            partition by la_code, person_key order by period_to desc nulls last, died_on desc nulls last
        ) = 1

)

select
    births.*,
    deaths.died_on
from births
left join deaths on births.la_code = deaths.la_code and births.person_key = deaths.person_key
