-- Method 6.2: accommodation that a person's services tell of, where no record does.

create or replace temp table accommodation_unknown as
select
    la_code,
    der_nhs_la_combined_person_id
from accommodation_latest
where accommodation_status = 'Unknown';

-- Step 1.
create or replace temp table services_of_unknown as
select
    rows_of.la_code,
    rows_of.der_nhs_la_combined_person_id,
    rows_of.der_event_end_date,
    rows_of.event_start_date,
    rows_of.service_type,
    rows_of.service_component,
    case rows_of.service_type
        when 'Long term support: Nursing care' then 1
        when 'Long term support: Residential care' then 2
        when 'Long term support: Community' then 3
        when 'Long term support: Prison' then 4
        when 'Short term support: ST-Max' then 5
        when 'Short term support: Ongoing low level' then 6
        when 'Short term support: Other short term' then 7
        else 99
    end as service_rank,
    rows_of.service_component in (
        'Shared Lives', 'Community supported living', 'Extra care housing', 'Home support or domiciliary care'
    ) as is_useful
from person_rows as rows_of
inner join accommodation_unknown as unknown_of
    on
        rows_of.la_code = unknown_of.la_code
        and rows_of.der_nhs_la_combined_person_id = unknown_of.der_nhs_la_combined_person_id
where lower(rows_of.event_type) = 'service';

-- Step 2.
create or replace temp table services_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by der_event_end_date desc, service_rank asc, is_useful desc, event_start_date desc
    ) as place
from services_of_unknown;

-- Step 3.
create or replace temp table services_speaking as
select
    la_code,
    der_nhs_la_combined_person_id,
    min(case when service_rank < 99 then service_type end) as service_type,
    case
        when count(distinct case when is_useful then service_component end) = 1
            then min(case when is_useful then service_component end)
    end as component
from services_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- Step 4.
create or replace temp table accommodation_deduced as
select
    la_code,
    der_nhs_la_combined_person_id,
    case
        when service_type = 'Long term support: Nursing care' then 'Registered nursing home'
        when service_type = 'Long term support: Residential care' then 'Registered care home'
        when component = 'Shared Lives' then 'Shared Lives scheme'
        when component = 'Extra care housing'
            then 'Sheltered housing, extra care housing or other sheltered housing'
        when component = 'Community supported living'
            then 'Supported accommodation, supported lodgings or supported group home'
        when service_type = 'Long term support: Community' and component = 'Home support or domiciliary care'
            then 'Unknown: Presumed at home'
        when service_type = 'Long term support: Community' and component is null then 'Unknown: Presumed in community'
        when service_type = 'Long term support: Prison' then 'Prison, young offenders institution or detention centre'
        else 'Unknown'
    end as accommodation_status
from services_speaking;

create or replace temp table accommodation_final as
select
    latest.la_code,
    latest.der_nhs_la_combined_person_id,
    coalesce(deduced.accommodation_status, latest.accommodation_status) as accommodation_status
from accommodation_latest as latest
left join accommodation_deduced as deduced
    on
        latest.la_code = deduced.la_code
        and latest.der_nhs_la_combined_person_id = deduced.der_nhs_la_combined_person_id;

create or replace temp table accommodation_groups as
select
    value as accommodation_status,
    case value_group when 'settled' then 1 else 0 end as accommodation_status_group
from cld_groupings
where list_name = 'Accommodation_Status';
