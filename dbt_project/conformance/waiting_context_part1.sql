select
    waits.la_code as "LA_Code",
    waits.quarter_start as "Statistical_Reporting_Period_Start",
    waits.quarter_end as "Statistical_Reporting_Period_End",
    waits.age_band as "Modified_Working_Age_Band",
    waits.metric as "Metric",
    waits.median_days as "Median_Waiting_Time",
    waits.waits as "Number_Of_Waiting_Times_Identified",
    context.requests as "all_request_count",
    context.assessments as "all_assessment_count",
    context.services as "all_service_count",
    waits.ended_by_request as "response_event_request",
    waits.ended_by_assessment as "response_event_assessment",
    waits.ended_by_service as "response_event_service",
    waits.short_term_assessments as "at_short",
    waits.long_term_assessments as "at_long",
    0 as "at_invalid_and_not_mapped",
    0 as "at_null"
from fct_national__waiting_times as waits
left join fct_national__waiting_context as context
    on
        waits.la_code = context.la_code
        and waits.quarter_start = context.quarter_start
        and waits.age_band = context.age_band
where waits.metric = 'Wait time to first response'
order by all
