-- Grain: one row per assessment completed, financial assessments included.

with

events as (

    select * from {{ ref('int_cld__events') }}
    where event_type = 'Assessment'

),

people as (

    select * from {{ ref('dim_person') }}

)

select
    {{ event_columns('events.ended_on') }},

    ---------- the assessment
    events.started_on,
    events.ended_on as completed_on,
    events.assessment_type,
    events.eligible_needs,
    events.assessment_method,
    events.outcome
from events
left join people on events.person_key = people.person_key
