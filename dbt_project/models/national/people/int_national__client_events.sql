-- Grain: one row per joined event of a service user.
-- The birth and the death are those of person details, not those that the event's own record carries.

with

events as (

    select * from {{ ref('fct_national__events') }}
    where table_name = 'joined' and client_type = 'Service user'

),

people as (

    select * from {{ ref('fct_national__people') }}

)

select
    ---------- keys
    events.event_key,
    events.la_code,
    events.person_key,
    {% if method('counting_unit') == 'person id' -%}
        events.person_id_key,
    {%- endif %}
    events.record_id,

    ---------- person
    people.birth_month_on,
    people.died_on,
    people.sex,
    people.support_reason,
    people.accommodation_status,
    people.accommodation_group,

    ---------- event
    events.event_type,
    events.started_on,
    events.ended_on,
    coalesce(events.outcome, 'Invalid and not mapped') as outcome,
    events.outcome_rank,
    events.service_type,
    {{ service_rank('events.service_type') }} as service_rank,
    events.service_component,
    events.delivery_mechanism,
    -- An end before the start is no end; most measures leave such an event out.
    coalesce(events.ended_on >= events.started_on, true) as is_in_order
from events
inner join people on events.la_code = people.la_code and events.person_key = people.person_key
