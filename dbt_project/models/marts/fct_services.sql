-- Grain: one row per service: a service type and component that began for a person on a day.

with

events as (

    select * from {{ ref('int_cld__events') }}
    where event_type = 'Service'

),

people as (

    select * from {{ ref('dim_person') }}

),

service_groups as (

    select * from {{ ref('cld_groupings') }}
    where list_name = 'Service_Type'

)

select
    {{ event_columns('events.started_on') }},

    ---------- the service
    events.started_on,
    events.ended_on,
    events.is_missing_since,
    events.service_type,
    coalesce(service_groups.value_group, 'Unknown') as service_group,
    events.service_component,
    events.delivery_mechanism,
    events.funding_status,
    events.provider_name,
    events.provider_location_id,
    events.unit_cost,
    events.cost_frequency,
    events.planned_units_per_week,
    events.outcome
from events
left join people on events.person_key = people.person_key
left join service_groups on events.service_type = service_groups.value
