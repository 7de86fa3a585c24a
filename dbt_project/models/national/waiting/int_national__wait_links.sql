-- Grain: one row per request on a timeline, with the next assessment and the next service after it.
-- They may lie after later requests. What happens on the same day follows the request.

with

timeline as (

    select * from {{ ref('int_national__wait_timeline') }}

),

looked_ahead as (

    select
        *,
        min(number) filter (where kind = 'Assessment') over ahead as assessment_number,
        min(number) filter (where kind = 'Service') over ahead as service_number
    from timeline
    window
        ahead as (
            partition by la_code, person_key order by number asc
            rows between 1 following and unbounded following
        )

)

select
    requests.event_key,
    requests.la_code,
    requests.la_name,
    requests.person_key,
    requests.number,
    requests.started_on,
    requests.wait_age_band,
    requests.assessment_number,
    requests.service_number,
    assessments.started_on as assessment_started_on,
    assessments.wait_age_band as assessment_age_band,
    assessments.assessment_type,
    assessments.block_leads_to_service,
    services.started_on as service_started_on,
    services.wait_age_band as service_age_band,
    services.service_type,
    -- Until June 2025 a conversation that led on is itself the response, unless it was assessed that day.
    requests.is_conversation = 1
    and coalesce(requests.outcome_rank <= 5, false)
    and coalesce(assessments.started_on > requests.started_on, true)
    and requests.started_on < date '2025-07-01' as is_own_response
from looked_ahead as requests
left join timeline as assessments
    on
        requests.la_code = assessments.la_code
        and requests.person_key = assessments.person_key
        and requests.assessment_number = assessments.number
left join timeline as services
    on
        requests.la_code = services.la_code
        and requests.person_key = services.person_key
        and requests.service_number = services.number
where requests.kind = 'Request'
