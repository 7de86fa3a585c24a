-- Method 6 and 6.1: the latest known value of each field of a person, over the whole joined table.
-- For every field: rank the person's rows, take all that are tied first, and name a conflict among them.

create or replace temp table person_rows as
select
    la_code,
    der_nhs_la_combined_person_id,
    lower(rtrim(la_person_unique_identifier)) as la_person_unique_identifier,
    ref_period_end_date,
    coalesce(der_event_end_date, date '9999-01-01') as der_event_end_date,
    event_start_date,
    event_type,
    birth_year,
    birth_month,
    date_of_death,
    adult_1_linked_person_id,
    adult_2_linked_person_id,
    adult_3_linked_person_id,
    coalesce(client_type_cleaned, 'Invalid and not mapped') as client_type,
    coalesce(primary_support_reason_cleaned, 'Invalid and not mapped') as primary_support_reason,
    coalesce(ethnicity_cleaned, 'Invalid and not mapped') as ethnicity,
    coalesce(client_funding_status_cleaned, 'Invalid and not mapped') as client_funding_status,
    coalesce(employment_status_cleaned, 'Invalid and not mapped') as employment_status,
    coalesce(accommodation_status_cleaned, 'Invalid and not mapped') as accommodation_status,
    case lower(has_unpaid_carer) when 'yes' then 'Yes' when 'no' then 'No' else 'Unknown' end as has_unpaid_carer,
    coalesce(gender_cleaned, 'Invalid and not mapped') as gender,
    coalesce(service_type_cleaned, 'Invalid and not mapped') as service_type,
    coalesce(service_component_cleaned, 'Invalid and not mapped') as service_component
from joined_submissions;

-- Accommodation status.
create or replace temp table accommodation_values as
select
    *,
    case accommodation_status when 'Invalid and not mapped' then 'Unknown' else accommodation_status end as field_value
from person_rows;

create or replace temp table accommodation_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by field_value <> 'Unknown' desc, ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from accommodation_values;

create or replace temp table accommodation_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct field_value) = 1 then min(field_value) else 'Unknown' end as accommodation_status
from accommodation_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- Employment status: what is not mapped stays a value of its own.
create or replace temp table employment_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by
            employment_status not in ('Unknown', 'Invalid and not mapped') desc,
            ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from person_rows;

create or replace temp table employment_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct employment_status) = 1 then min(employment_status) else 'Unknown' end
        as employment_status
from employment_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- Gender.
create or replace temp table gender_values as
select
    *,
    case gender when 'Invalid and not mapped' then 'Unknown' else gender end as field_value
from person_rows;

create or replace temp table gender_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by field_value <> 'Unknown' desc, ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from gender_values;

create or replace temp table gender_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct field_value) = 1 then min(field_value) else 'Unknown' end as gender
from gender_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- Ethnicity: refused says more than undeclared.
create or replace temp table ethnicity_values as
select
    *,
    case ethnicity when 'Invalid and not mapped' then 'No data: Undeclared or not known' else ethnicity end
        as field_value
from person_rows;

create or replace temp table ethnicity_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by
            case field_value when 'No data: Undeclared or not known' then 0 when 'No data: Refused' then 1 else 2 end
            desc,
            ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from ethnicity_values;

create or replace temp table ethnicity_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct field_value) = 1 then min(field_value) else 'No data: Undeclared or not known' end
        as ethnicity
from ethnicity_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;
