-- Method 12.3: first response, first service, and requests within an earlier one's follow-up.

-- 12.3 step 1.
create or replace temp table conversation_override as
select
    *,
    coalesce(
        is_conversation = 1
        and request_progress = 1
        and (next_assessment_order is null or next_assessment_start > event_start_date)
        and event_start_date < date '2025-07-01',
        false
    ) as is_override
from linked_requests;

create or replace temp table first_responses as
select
    *,
    case when is_override then event_order else next_assessment_order end as first_order,
    case when is_override then 'Request' when next_assessment_order is not null then 'Assessment' end as first_type,
    case when is_override then event_start_date else next_assessment_start end as first_start,
    case when is_override then modified_working_age_band else next_assessment_band end as first_band,
    case when not is_override then next_assessment_type end as first_assessment_type,
    case when not is_override then block_flag end as first_block_flag
from conversation_override;

-- 12.3 step 2.
create or replace temp table service_override as
select
    *,
    next_service_order is not null and (first_order is null or next_service_order < first_order) as is_service_first
from first_responses;

create or replace temp table responses as
select
    * exclude (first_order, first_type, first_start, first_band, first_assessment_type, first_block_flag),
    case when is_service_first then next_service_order else first_order end as response_order,
    case when is_service_first then 'Service' else first_type end as response_type,
    case when is_service_first then next_service_start else first_start end as response_start,
    case when is_service_first then next_service_band else first_band end as response_band,
    case when not is_service_first then first_assessment_type end as response_assessment_type,
    case when not is_service_first then first_block_flag end as response_block_flag
from service_override;

-- 12.3 step 3.
create or replace temp table services_kept as
select
    *,
    case when response_type = 'Assessment' and response_block_flag = 0 then null else next_service_order end
        as service_order,
    case when response_type = 'Assessment' and response_block_flag = 0 then null else next_service_start end
        as service_start,
    case when response_type = 'Assessment' and response_block_flag = 0 then null else next_service_type end
        as service_type,
    case when response_type = 'Assessment' and response_block_flag = 0 then null else next_service_band end
        as service_band
from responses;

-- 12.3 step 4.
create or replace temp table earlier_requests as
select
    *,
    lag(greatest(response_order, service_order)) over (
        partition by la_code, der_nhs_la_combined_person_id order by event_order asc
    ) as previous_order,
    coalesce(max(response_order) over (
        partition by la_code, der_nhs_la_combined_person_id order by event_order asc
        rows between unbounded preceding and 1 preceding
    ), 0) as largest_response_order,
    coalesce(max(service_order) over (
        partition by la_code, der_nhs_la_combined_person_id order by event_order asc
        rows between unbounded preceding and 1 preceding
    ), 0) as largest_service_order
from services_kept;

create or replace temp table requests_judged as
select
    *,
    coalesce(previous_order > event_order, false)
    or coalesce(response_order <= largest_response_order, false)
    or coalesce(service_order <= largest_service_order, false) as is_excluded
from earlier_requests;
