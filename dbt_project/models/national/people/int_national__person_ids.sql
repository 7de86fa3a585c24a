-- Grain: one row per person and council identifier that one of the person's joined events carries.
-- is_cared_for: an unpaid carer active in the period names this identifier as an adult cared for.

with

events as (

    select * from {{ ref('fct_national__events') }}
    where table_name = 'joined'

),

carers as (

    select events.*
    from events
    inner join {{ ref('int_national__scope') }} as scope
        on
            events.started_on <= scope.period_end
            and coalesce(events.ended_on >= scope.period_start, true)
    where events.client_type in ('Unpaid carer', 'Unpaid carer known by association')

),

cared_for as (

    select
        la_code,
        linked_adult_1_key as person_id_key
    from carers
    union
    select
        la_code,
        linked_adult_2_key as person_id_key
    from carers
    union
    select
        la_code,
        linked_adult_3_key as person_id_key
    from carers

),

ids as (

    select distinct
        la_code,
        person_key,
        person_id_key
    from events
    where person_id_key is not null

)

select
    ids.*,
    cared_for.person_id_key is not null as is_cared_for
from ids
left join cared_for on ids.la_code = cared_for.la_code and ids.person_id_key = cared_for.person_id_key
