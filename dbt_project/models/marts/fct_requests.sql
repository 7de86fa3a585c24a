-- Grain: one row per request for support completed.

with

events as (

    select * from {{ ref('int_cld__events') }}
    where event_type = 'Request'

),

people as (

    select * from {{ ref('dim_person') }}

),

outcomes as (

    select * from {{ ref('cld_groupings') }}
    where list_name = 'Event_Outcome'

)

select
    {{ event_columns('events.ended_on') }},

    ---------- the request
    events.started_on,
    events.ended_on as completed_on,
    events.route_of_access,
    events.outcome,
    coalesce(outcomes.value_group, 'Unknown') as outcome_group
from events
left join people on events.person_key = people.person_key
left join outcomes on events.outcome = outcomes.value
