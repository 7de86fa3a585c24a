-- Grain: one row per wait that ended: for a first response, or for a first service.
-- The quarter and the band are those of the response or service that ended it.

with

waits as (

    select
        event_key,
        la_code,
        la_name,
        person_key,
        'Wait time to first response' as metric,
        responded_on as ended_on,
        response_age_band as age_band,
        days_to_response as days_waited,
        response_kind as ended_by,
        response_assessment_type as ended_by_type
    from {{ ref('fct_national__waits') }}

    union all

    select
        event_key,
        la_code,
        la_name,
        person_key,
        'Wait time to first service' as metric,
        served_on as ended_on,
        service_age_band as age_band,
        days_to_service as days_waited,
        'Service' as ended_by,
        service_type as ended_by_type
    from {{ ref('fct_national__waits') }}

)

select
    *,
    cast(date_trunc('quarter', ended_on) as date) as period_start,
    last_day({{ months_after("date_trunc('quarter', ended_on)", 2) }}) as period_end
from waits
where days_waited is not null and age_band in ('25 to 64', '65 and above')
