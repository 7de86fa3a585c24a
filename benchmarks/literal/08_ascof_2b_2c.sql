-- Method 8: new admissions to care homes, ASCOF 2B and 2C.

-- 8.1.
create or replace temp table care_home_rows as
select
    events.la_code,
    events.der_nhs_la_combined_person_id,
    events.event_start_date,
    coalesce(events.der_event_end_date, date '9999-01-01') as der_event_end_date,
    events.event_outcome_cleaned,
    people.der_birth_date
from joined_submissions as events
inner join person_details as people
    on
        events.la_code = people.la_code
        and events.der_nhs_la_combined_person_id = people.der_nhs_la_combined_person_id
where
    lower(events.event_type) = 'service'
    and events.client_type_cleaned = 'Service user'
    and events.service_type_cleaned in ('Long term support: Residential care', 'Long term support: Nursing care')
    and people.der_birth_date is not null
    and (people.date_of_death is null or people.date_of_death >= getvariable('period_start'))
    and (
        events.service_component_cleaned ilike '%Residential%'
        or events.service_component_cleaned ilike '%Nursing%'
        or events.service_component_cleaned is null
    )
    and events.service_component_cleaned not ilike '%Short%';

-- 8.2.
create or replace temp table admissions as
select distinct
    la_code,
    der_nhs_la_combined_person_id,
    event_start_date as admission_date,
    age_on(der_birth_date, event_start_date) as age
from care_home_rows
where
    event_start_date between getvariable('period_start') and getvariable('period_end')
    and (
        event_outcome_cleaned is null
        or event_outcome_cleaned <> 'NFA: Self-funded client or under 12wk disregard'
    );

-- 8.3: self-funded stays count as history.
create or replace temp table new_admissions as
select admissions.*
from admissions
where not exists (
    select 1
    from care_home_rows as earlier
    where
        earlier.la_code = admissions.la_code
        and earlier.der_nhs_la_combined_person_id = admissions.der_nhs_la_combined_person_id
        and earlier.event_start_date < admissions.admission_date
        and (
            earlier.der_event_end_date = date '9999-01-01'
            or date_diff('day', earlier.der_event_end_date, admissions.admission_date) < 365
        )
);

-- 8.4.
create or replace temp table people_admitted as
select
    la_code,
    der_nhs_la_combined_person_id,
    min(case when age <= 64 then '18 to 64' else '65 and above' end) as age_band
from new_admissions
where age >= 18
group by la_code, der_nhs_la_combined_person_id;

create or replace temp table ascof_2b_2c as
select
    authorities.la_code,
    authorities.la_name,
    case populations.age_band when '18 to 64' then 'ASCOF 2B' else 'ASCOF 2C' end as measure,
    populations.age_band as group_name,
    cast(null as varchar) as part,
    count(people_admitted.la_code) as numerator,
    populations.people as denominator
from authorities
inner join stg_reference__populations as populations on authorities.la_code = populations.la_code
left join people_admitted
    on populations.la_code = people_admitted.la_code and populations.age_band = people_admitted.age_band
group by all;
