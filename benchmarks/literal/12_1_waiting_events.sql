-- Method 12.1: requests, assessments and services of waiting times.

-- 12.1 step 1 and 3: the band is that at an event's end.
create or replace temp table typed_events as
select
    *,
    case
        when lower(event_type) like '%service%' then 'Service'
        when lower(event_type) like '%assessment%' then 'Assessment'
        when lower(event_type) like '%request%' then 'Request'
        when lower(event_type) like '%review%' then 'Review'
    end as type,
    case der_working_age_band when '18 to 64' then '25 to 64' else der_working_age_band end
        as modified_working_age_band
from joined_submissions;

create or replace temp table waiting_assessments as
select *
from typed_events
where type = 'Assessment' and assessment_type_cleaned in ('Short term assessment', 'Long term assessment');

create or replace temp table waiting_services as
select *
from typed_events
where
    type = 'Service'
    and service_type_cleaned in (
        'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
        'Long term support: Prison', 'Short term support: ST-Max', 'Short term support: Ongoing low level',
        'Short term support: Other short term'
    );

-- 12.1 step 2.
create or replace temp table waiting_requests as
select *
from typed_events
where
    type = 'Request'
    and client_type_cleaned = 'Service user'
    and event_start_date >= date '2023-04-01'
    and age_at_event_start >= 25;

-- 12.1 step 4.
create or replace temp table requests_of_new_people as
select *
from waiting_requests as requests
where not exists (
    select 1
    from waiting_services as services
    where
        services.la_code = requests.la_code
        and services.der_nhs_la_combined_person_id = requests.der_nhs_la_combined_person_id
        and services.event_start_date < requests.event_start_date
        and (
            (
                services.service_type_cleaned like 'Long term support%'
                and (
                    services.der_event_end_date is null
                    or services.der_event_end_date >= requests.event_start_date - interval 12 month
                )
            )
            or (
                services.service_type_cleaned in ('Short term support: ST-Max', 'Short term support: Other short term')
                and (
                    services.der_event_end_date is null
                    or services.der_event_end_date >= requests.event_start_date - interval 3 month
                )
            )
        )
);

-- 12.1 step 5: a blank outcome drops the request.
create or replace temp table kept_requests as
select *
from requests_of_new_people
where event_outcome_grouped not in ('NFA', 'Admitted to hospital');
