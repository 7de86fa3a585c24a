-- Grain: one row per review completed.

with

events as (

    select * from {{ ref('int_cld__events') }}
    where event_type = 'Review'

),

people as (

    select * from {{ ref('dim_person') }}

)

select
    {{ event_columns('events.ended_on') }},

    ---------- the review
    events.started_on,
    events.ended_on as completed_on,
    events.review_reason,
    case
        when events.review_reason like 'Planned%' then 'Planned'
        when events.review_reason like 'Unplanned%' then 'Unplanned'
        when events.review_reason = 'Review of short term support' then 'Short term support'
        else 'Unknown'
    end as review_type,
    events.review_method,
    events.review_outcomes_achieved,
    events.outcome
from events
left join people on events.person_key = people.person_key
