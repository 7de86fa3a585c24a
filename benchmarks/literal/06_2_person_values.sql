-- Method 6.1, the other fields: funding, unpaid carer, support reason, the council's identifier.

-- Client funding status: three values are known.
create or replace temp table funding_values as
select
    *,
    case
        when client_funding_status in (
            'Fully social care funded', 'Joint client and social care funded', 'Fully client funded'
        ) then client_funding_status
        else 'Unknown'
    end as field_value
from person_rows;

create or replace temp table funding_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by field_value <> 'Unknown' desc, ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from funding_values;

create or replace temp table funding_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct field_value) = 1 then min(field_value) else 'Unknown' end as client_funding_status
from funding_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- Has unpaid carer.
create or replace temp table unpaid_carer_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by
            has_unpaid_carer <> 'Unknown' desc, ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from person_rows;

create or replace temp table unpaid_carer_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct has_unpaid_carer) = 1 then min(has_unpaid_carer) else 'Unknown' end as has_unpaid_carer
from unpaid_carer_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- Primary support reason: support to a carer is not a known reason, but a value.
create or replace temp table support_reason_values as
select
    *,
    case primary_support_reason when 'Invalid and not mapped' then 'Unknown' else primary_support_reason end
        as field_value
from person_rows;

create or replace temp table support_reason_ranked as
select
    *,
    rank() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by
            field_value not in ('Unknown', 'Social support: Support to unpaid carer') desc,
            ref_period_end_date desc, der_event_end_date desc, event_start_date desc
    ) as place
from support_reason_values;

create or replace temp table support_reason_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct field_value) = 1 then min(field_value) else 'Unknown' end as primary_support_reason
from support_reason_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;

-- The council's identifier: on a tie the one that more of the person's rows carry.
create or replace temp table identifier_values as
select
    *,
    case
        when la_person_unique_identifier is null then 'Unknown'
        when la_person_unique_identifier in ('unknown', 'invalid and not mapped') then 'Unknown'
        else la_person_unique_identifier
    end as field_value
from person_rows;

create or replace temp table identifier_counts as
select
    la_code,
    der_nhs_la_combined_person_id,
    field_value,
    count(*) as rows_with_it
from identifier_values
group by la_code, der_nhs_la_combined_person_id, field_value;

create or replace temp table identifier_ranked as
select
    identifiers.*,
    rank() over (
        partition by identifiers.la_code, identifiers.der_nhs_la_combined_person_id
        order by
            identifiers.field_value <> 'Unknown' desc,
            identifiers.ref_period_end_date desc,
            identifiers.der_event_end_date desc,
            identifiers.event_start_date desc,
            counts.rows_with_it desc
    ) as place
from identifier_values as identifiers
inner join identifier_counts as counts
    on
        identifiers.la_code = counts.la_code
        and identifiers.der_nhs_la_combined_person_id = counts.der_nhs_la_combined_person_id
        and identifiers.field_value = counts.field_value;

create or replace temp table identifier_latest as
select
    la_code,
    der_nhs_la_combined_person_id,
    case when count(distinct field_value) = 1 then min(field_value) else 'Unknown' end
        as la_person_unique_identifier_latest
from identifier_ranked
where place = 1
group by la_code, der_nhs_la_combined_person_id;
