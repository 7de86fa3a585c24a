-- Method 12.2: events in order, and what follows each request.

-- 12.2 step 1.
create or replace temp table waiting_events as
select * from kept_requests
union all
select * from waiting_assessments
where age_at_event_start >= 25
union all
select * from waiting_services
where age_at_event_start >= 25;

create or replace temp table numbered_events as
select
    *,
    row_number() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by
            event_start_date asc,
            case type when 'Request' then 1 when 'Assessment' then 2 else 3 end asc,
            import_date desc,
            der_unique_record_id desc
    ) as event_order
from waiting_events;

-- 12.2 step 2.
create or replace temp table events_of_requesters as
select *
from numbered_events
semi join kept_requests using (la_code, der_nhs_la_combined_person_id);

-- 12.2 step 3.
create or replace temp table progress_flags as
select
    *,
    cast(coalesce(type = 'Assessment' and event_outcome_cleaned in (
        'Progress to reablement/ST-Max', 'Progress to support planning or services',
        'Continuation of support or services'
    ), false) as integer) as assessment_progress,
    cast(coalesce(type = 'Request' and event_outcome_cleaned in (
        'Progress to reablement/ST-Max', 'Progress to support planning or services',
        'Continuation of support or services', 'Progress to assessment, review or reassessment',
        'Release 1 specification only: Not mapped'
    ), false) as integer) as request_progress
from events_of_requesters;

-- 12.2 step 4.
create or replace temp table blocks_of_assessments as
select
    *,
    count(*) filter (where type <> 'Assessment') over (
        partition by la_code, der_nhs_la_combined_person_id
        order by event_order asc
        rows between unbounded preceding and current row
    ) as block_number
from progress_flags;

create or replace temp table block_flags as
select
    la_code,
    der_nhs_la_combined_person_id,
    block_number,
    max(assessment_progress) as block_flag
from blocks_of_assessments
where type = 'Assessment'
group by la_code, der_nhs_la_combined_person_id, block_number;

-- 12.2 step 5.
create or replace temp table next_numbers as
select
    requests.la_code,
    requests.la_name,
    requests.der_nhs_la_combined_person_id,
    requests.event_order,
    requests.event_start_date,
    requests.modified_working_age_band,
    requests.is_conversation,
    requests.request_progress,
    min(case when later.type = 'Assessment' then later.event_order end) as next_assessment_order,
    min(case when later.type = 'Service' then later.event_order end) as next_service_order
from blocks_of_assessments as requests
left join blocks_of_assessments as later
    on
        requests.la_code = later.la_code
        and requests.der_nhs_la_combined_person_id = later.der_nhs_la_combined_person_id
        and requests.event_order < later.event_order
where requests.type = 'Request'
group by all;

create or replace temp table linked_requests as
select
    requests.*,
    assessments.event_start_date as next_assessment_start,
    assessments.assessment_type_cleaned as next_assessment_type,
    assessments.modified_working_age_band as next_assessment_band,
    block_flags.block_flag,
    services.event_start_date as next_service_start,
    services.service_type_cleaned as next_service_type,
    services.modified_working_age_band as next_service_band
from next_numbers as requests
left join blocks_of_assessments as assessments
    on
        requests.la_code = assessments.la_code
        and requests.der_nhs_la_combined_person_id = assessments.der_nhs_la_combined_person_id
        and requests.next_assessment_order = assessments.event_order
left join block_flags
    on
        assessments.la_code = block_flags.la_code
        and assessments.der_nhs_la_combined_person_id = block_flags.der_nhs_la_combined_person_id
        and assessments.block_number = block_flags.block_number
left join blocks_of_assessments as services
    on
        requests.la_code = services.la_code
        and requests.der_nhs_la_combined_person_id = services.der_nhs_la_combined_person_id
        and requests.next_service_order = services.event_order;
