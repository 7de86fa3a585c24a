-- Method 6.3 to 6.5: birth, death, the evidence of unpaid carers, and one row for each person.

-- 6.3: in the newest submission with a birth date, the earliest of them.
create or replace temp table births_ranked as
select
    la_code,
    der_nhs_la_combined_person_id,
    birth_year,
    birth_month,
    row_number() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by
            birth_year is not null and birth_month is not null desc,
            ref_period_end_date desc,
            birth_year asc nulls first,
            birth_month asc nulls first
    ) as place
from person_rows;

create or replace temp table births as
select
    la_code,
    der_nhs_la_combined_person_id,
    birth_year as der_birth_year,
    birth_month as der_birth_month,
    make_date(birth_year, birth_month, 1) as der_birth_date
from births_ranked
where place = 1;

create or replace temp table deaths_ranked as
select
    la_code,
    der_nhs_la_combined_person_id,
    date_of_death,
    row_number() over (
        partition by la_code, der_nhs_la_combined_person_id
        order by date_of_death is not null desc, ref_period_end_date desc, date_of_death desc nulls last
    ) as place
from person_rows;

create or replace temp table deaths as
select
    la_code,
    der_nhs_la_combined_person_id,
    date_of_death
from deaths_ranked
where place = 1;

-- 6.4: people whom a carer's record of the period names.
create or replace temp table carer_rows as
select *
from person_rows
where
    client_type in ('Unpaid carer', 'Unpaid carer known by association')
    and der_event_end_date >= getvariable('period_start')
    and event_start_date <= getvariable('period_end');

create or replace temp table adults_cared_for as
select
    la_code,
    lower(rtrim(adult_1_linked_person_id)) as la_person_unique_identifier
from carer_rows
union
select
    la_code,
    lower(rtrim(adult_2_linked_person_id)) as la_person_unique_identifier
from carer_rows
union
select
    la_code,
    lower(rtrim(adult_3_linked_person_id)) as la_person_unique_identifier
from carer_rows;

create or replace temp table identifiers_of_people as
select distinct
    la_code,
    der_nhs_la_combined_person_id,
    la_person_unique_identifier
from person_rows
where la_person_unique_identifier is not null;

create or replace temp table people_with_carers as
select distinct
    identifiers.la_code,
    identifiers.der_nhs_la_combined_person_id
from identifiers_of_people as identifiers
inner join adults_cared_for as adults
    on
        identifiers.la_code = adults.la_code
        and identifiers.la_person_unique_identifier = adults.la_person_unique_identifier;

-- 6.5.
create or replace temp table identifiers_joined as
select
    la_code,
    der_nhs_la_combined_person_id,
    string_agg(la_person_unique_identifier, ', ' order by la_person_unique_identifier asc)
        as la_person_unique_identifier_concat
from identifiers_of_people
group by la_code, der_nhs_la_combined_person_id;

create or replace temp table person_details as
select
    la_code,
    der_nhs_la_combined_person_id,
    identifier_latest.la_person_unique_identifier_latest,
    identifiers_joined.la_person_unique_identifier_concat,
    accommodation_final.accommodation_status,
    accommodation_groups.accommodation_status_group,
    employment_latest.employment_status,
    gender_latest.gender,
    ethnicity_latest.ethnicity,
    births.der_birth_year,
    births.der_birth_month,
    births.der_birth_date,
    age_on(births.der_birth_date, getvariable('period_end')) as der_age_end_of_period,
    case
        when age_on(births.der_birth_date, getvariable('period_end')) between 1 and 17 then 'Under 18'
        when age_on(births.der_birth_date, getvariable('period_end')) between 18 and 64 then '18 to 64'
        when age_on(births.der_birth_date, getvariable('period_end')) >= 65 then '65 and above'
        else 'Unknown'
    end as der_working_age_band_end_of_period,
    deaths.date_of_death,
    case when people_with_carers.la_code is not null then 'Yes' else unpaid_carer_latest.has_unpaid_carer end
        as has_unpaid_carer,
    support_reason_latest.primary_support_reason,
    funding_latest.client_funding_status
from identifier_latest
inner join accommodation_final using (la_code, der_nhs_la_combined_person_id)
inner join employment_latest using (la_code, der_nhs_la_combined_person_id)
inner join gender_latest using (la_code, der_nhs_la_combined_person_id)
inner join ethnicity_latest using (la_code, der_nhs_la_combined_person_id)
inner join births using (la_code, der_nhs_la_combined_person_id)
inner join deaths using (la_code, der_nhs_la_combined_person_id)
inner join unpaid_carer_latest using (la_code, der_nhs_la_combined_person_id)
inner join support_reason_latest using (la_code, der_nhs_la_combined_person_id)
inner join funding_latest using (la_code, der_nhs_la_combined_person_id)
left join identifiers_joined using (la_code, der_nhs_la_combined_person_id)
left join people_with_carers using (la_code, der_nhs_la_combined_person_id)
left join accommodation_groups on accommodation_final.accommodation_status = accommodation_groups.accommodation_status;
