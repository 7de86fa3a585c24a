-- Grain: one row per council, quarter, age band and metric in which somebody's wait ended.
-- The quarter and the band are those of the response or service that ended the wait.

with

waits as (

    select
        la_code,
        la_name,
        'Wait time to first response' as metric,
        responded_on as ended_on,
        response_age_band as age_band,
        days_to_response as days_waited,
        response_kind as ended_by,
        response_assessment_type as ended_by_type
    from {{ ref('fct_national__waits') }}

    union all

    select
        la_code,
        la_name,
        'Wait time to first service' as metric,
        served_on as ended_on,
        service_age_band as age_band,
        days_to_service as days_waited,
        'Service' as ended_by,
        service_type as ended_by_type
    from {{ ref('fct_national__waits') }}

)

select
    la_code,
    cast(date_trunc('quarter', ended_on) as date) as quarter_start,
    last_day({{ months_after("date_trunc('quarter', ended_on)", 2) }}) as quarter_end,
    age_band,
    metric,
    median(days_waited) as median_days,
    count(*) as waits,
    {% for kind in ['Request', 'Assessment', 'Service'] -%}
        count(*) filter (where ended_by = '{{ kind }}') as ended_by_{{ kind | lower }},
    {% endfor -%}
    count(*) filter (where ended_by_type = 'Short term assessment') as short_term_assessments,
    count(*) filter (where ended_by_type = 'Long term assessment') as long_term_assessments,
    count(*) filter (where ended_by_type = 'Short term support: ST-Max') as st_max,
    count(*) filter (where ended_by_type = 'Short term support: Ongoing low level') as ongoing_low_level,
    count(*) filter (where ended_by_type = 'Short term support: Other short term') as other_short_term,
    count(*) filter (where ended_by_type = 'Long term support: Nursing care') as nursing_care,
    count(*) filter (where ended_by_type = 'Long term support: Residential care') as residential_care,
    count(*) filter (where ended_by_type = 'Long term support: Community') as community,
    count(*) filter (where ended_by_type = 'Long term support: Prison') as prison
from waits
where days_waited is not null and age_band in ('25 to 64', '65 and above')
group by all
