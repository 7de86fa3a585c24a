-- Method 12.4 and 12.5: waits, medians and context.

-- 12.4.
create or replace temp table waiting_people as
select
    *,
    case when not is_excluded then date_diff('day', event_start_date, response_start) end as part_1_wait,
    case when not is_excluded then date_diff('day', event_start_date, service_start) end as part_2_wait
from requests_judged;

create or replace temp table waits as
select
    la_code,
    'Wait time to first response' as metric,
    cast(date_trunc('quarter', response_start) as date) as quarter_start,
    response_band as band,
    part_1_wait as wait,
    response_type as ended_by,
    response_assessment_type as ended_by_kind
from waiting_people
where part_1_wait is not null and response_band in ('25 to 64', '65 and above')
union all
select
    la_code,
    'Wait time to first service' as metric,
    cast(date_trunc('quarter', service_start) as date) as quarter_start,
    service_band as band,
    part_2_wait as wait,
    'Service' as ended_by,
    service_type as ended_by_kind
from waiting_people
where part_2_wait is not null and service_band in ('25 to 64', '65 and above');

create or replace temp table medians as
select
    la_code,
    metric,
    quarter_start,
    cast(quarter_start + interval 3 month - interval 1 day as date) as quarter_end,
    band,
    median(wait) as median_waiting_time,
    count(*) as number_of_waits
from waits
group by la_code, metric, quarter_start, band;

-- 12.5: also of people without a request.
create or replace temp table event_counts as
select
    la_code,
    modified_working_age_band as band,
    cast(date_trunc('quarter', event_start_date) as date) as quarter_start,
    count(*) filter (where type = 'Request') as all_request_count,
    count(*) filter (where type = 'Assessment') as all_assessment_count,
    count(*) filter (where type = 'Service') as all_service_count
from numbered_events
where event_start_date >= date '2023-04-01'
group by all;

create or replace temp table response_counts as
select
    la_code,
    metric,
    quarter_start,
    band,
    count(*) filter (where ended_by = 'Request') as response_event_request,
    count(*) filter (where ended_by = 'Assessment') as response_event_assessment,
    count(*) filter (where ended_by = 'Service') as response_event_service,
    count(*) filter (where ended_by_kind = 'Short term assessment') as at_short,
    count(*) filter (where ended_by_kind = 'Long term assessment') as at_long,
    count(*) filter (where ended_by_kind = 'Short term support: ST-Max') as st_max,
    count(*) filter (where ended_by_kind = 'Long term support: Nursing care') as nursing,
    count(*) filter (where ended_by_kind = 'Short term support: Ongoing low level') as ongoing,
    count(*) filter (where ended_by_kind = 'Long term support: Community') as community,
    count(*) filter (where ended_by_kind = 'Long term support: Residential care') as residential,
    count(*) filter (where ended_by_kind = 'Long term support: Prison') as prison,
    count(*) filter (where ended_by_kind = 'Short term support: Other short term') as other_short
from waits
group by la_code, metric, quarter_start, band;

create or replace temp table waiting_context as
select
    medians.*,
    event_counts.all_request_count,
    event_counts.all_assessment_count,
    event_counts.all_service_count,
    counts.* exclude (la_code, metric, quarter_start, band)
from medians
inner join response_counts as counts using (la_code, metric, quarter_start, band)
left join event_counts using (la_code, quarter_start, band);
