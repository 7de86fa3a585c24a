-- Grain: one row per person and day on which a yearly review of the person was due.
-- Each review or assessment, and the start of long-term support, asks for the next look within 12 months.

with

support as (

    select * from {{ ref('int_long_term_services') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

months as (

    select * from {{ ref('dim_month_end') }}

),

looked_at as (

    select
        person_key,
        completed_on as looked_on
    from {{ ref('fct_reviews') }}
    union distinct
    select
        person_key,
        completed_on as looked_on
    from {{ ref('fct_assessments') }}
    where assessment_type in ('Long term assessment', 'Short term assessment')

),

asked as (

    select
        person_key,
        looked_on as asked_on
    from looked_at
    union distinct
    select
        person_key,
        supported_since as asked_on
    from support

),

due as (

    select
        asked.person_key,
        asked.asked_on,
        cast(asked.asked_on + interval 12 month as date) as due_on,
        looked_at.looked_on
    from asked
    asof left join looked_at
        on asked.person_key = looked_at.person_key and asked.asked_on < looked_at.looked_on

)

select
    support.la_code,
    due.person_key,
    due.asked_on,
    due.due_on,
    due.looked_on as held_on,
    months.months_known,
    {{ age_band(age_on('people.birth_month_on', 'due.due_on')) }} as age_band,
    people.sex,
    people.ethnicity_group,
    people.support_reason
from due
inner join support
    on
        due.person_key = support.person_key
        and due.asked_on >= support.supported_since
        and due.due_on >= support.started_on
        and due.due_on <= coalesce(support.ended_on, {{ far_future() }})
inner join months
    on
        support.la_code = months.la_code
        and due.due_on between months.period_start and months.period_end
left join people on due.person_key = people.person_key
where coalesce(people.died_on, {{ far_future() }}) >= due.due_on
qualify
    row_number() over (
        partition by due.person_key, due.due_on order by due.asked_on desc nulls last, support.started_on asc nulls last
    ) = 1
