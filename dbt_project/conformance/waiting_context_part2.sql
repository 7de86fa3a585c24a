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
    waits.st_max as "STS_ST_Max",
    waits.nursing_care as "LTS_Nursing",
    waits.ongoing_low_level as "STS_Ongoing",
    waits.community as "LTS_Community",
    waits.residential_care as "LTS_Residential",
    waits.prison as "LTS_Prison",
    waits.other_short_term as "STS_Other",
    0 as "Invalid_and_not_mapped",
    0 as "Null"
from fct_national__waiting_times as waits
left join fct_national__waiting_context as context
    on
        waits.la_code = context.la_code
        and waits.quarter_start = context.quarter_start
        and waits.age_band = context.age_band
where waits.metric = 'Wait time to first service'
order by all
