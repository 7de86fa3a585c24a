-- Method 10: people with long-term support who live at home or with family, ASCOF 2E and 2E LD.

-- Step 1.
create or replace temp table base_2e as
select
    la_code,
    der_nhs_la_combined_person_id,
    der_event_end_date
from joined_submissions
where
    client_type_cleaned = 'Service user'
    and lower(event_type) = 'service'
    and service_type_cleaned in (
        'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
        'Long term support: Prison'
    )
    and der_nhs_la_combined_person_id is not null
    and event_start_date is not null
    and (der_event_end_date >= event_start_date or der_event_end_date is null)
    and event_start_date <= getvariable('period_end')
    and (der_event_end_date >= getvariable('period_start') or der_event_end_date is null);

-- Step 2.
create or replace temp table capped_ends as
select
    la_code,
    der_nhs_la_combined_person_id,
    max(least(coalesce(der_event_end_date, getvariable('period_end')), getvariable('period_end'))) as capped_end
from base_2e
group by la_code, der_nhs_la_combined_person_id;

-- Step 3.
create or replace temp table people_2e as
select
    capped_ends.*,
    people.accommodation_status,
    people.accommodation_status_group,
    people.gender,
    people.der_birth_date,
    people.primary_support_reason
from capped_ends
inner join person_details as people
    on
        capped_ends.la_code = people.la_code
        and capped_ends.der_nhs_la_combined_person_id = people.der_nhs_la_combined_person_id
where people.date_of_death is null or people.date_of_death >= getvariable('period_start');

-- Step 3, the run for learning disability.
create or replace temp table people_2e_both as
select
    'ASCOF 2E' as measure,
    *
from people_2e
union all
select
    'ASCOF 2E LD' as measure,
    *
from people_2e
where primary_support_reason = 'Learning disability support';

-- Step 4: the age is that on the capped end.
create or replace temp table adults_2e as
select
    *,
    case
        when age_on(der_birth_date, capped_end) between 1 and 17 then 'Under 18'
        when age_on(der_birth_date, capped_end) between 18 and 64 then '18 to 64'
        when age_on(der_birth_date, capped_end) >= 65 then '65 and above'
        else 'Unknown'
    end as age_band
from people_2e_both
where age_on(der_birth_date, capped_end) >= 18 or der_birth_date is null;

-- Step 5.
create or replace temp table in_scope_2e as
select *
from adults_2e
where measure = 'ASCOF 2E' or age_band = '18 to 64';

-- Step 6.
create or replace temp table settled_2e as
select
    *,
    coalesce(accommodation_status_group = 1, false) or accommodation_status = 'Unknown: Presumed at home' as is_settled
from in_scope_2e;

-- Step 7: people of any gender are in the total.
create or replace temp table counts_2e as
select
    la_code,
    measure,
    coalesce(gender, 'Total') as group_name,
    age_band,
    count(distinct der_nhs_la_combined_person_id) as denominator,
    count(distinct case when is_settled then der_nhs_la_combined_person_id end) as numerator
from settled_2e
where age_band in ('18 to 64', '65 and above')
group by grouping sets ((la_code, measure, gender, age_band), (la_code, measure, age_band));

-- Step 8.
create or replace temp table ascof_2e as
select
    authorities.la_code,
    authorities.la_name,
    grid.measure,
    grid.group_name,
    case grid.age_band when '18 to 64' then '18-64' else '65+' end as part,
    coalesce(counts.numerator, 0) as numerator,
    coalesce(counts.denominator, 0) as denominator
from authorities
cross join (
    select
        genders.measure,
        genders.group_name,
        ages.age_band
    from (
        select distinct
            measure,
            group_name
        from counts_2e
        where group_name in ('Male', 'Female', 'Total')
    ) as genders
    inner join (
        values ('ASCOF 2E', '18 to 64'), ('ASCOF 2E', '65 and above'), ('ASCOF 2E LD', '18 to 64')
    ) as ages (measure, age_band) on genders.measure = ages.measure
) as grid
left join counts_2e as counts
    on
        authorities.la_code = counts.la_code
        and grid.measure = counts.measure
        and grid.group_name = counts.group_name
        and grid.age_band = counts.age_band;

-- Step 9.
create or replace temp table ascof_2e_unknown as
select
    authorities.la_code,
    authorities.la_name,
    measures.measure,
    count(distinct people.der_nhs_la_combined_person_id) as people
from authorities
cross join (values ('ASCOF 2E'), ('ASCOF 2E LD')) as measures (measure)
left join settled_2e as people
    on
        authorities.la_code = people.la_code
        and measures.measure = people.measure
        and (
            people.accommodation_status in (
                'Unknown', 'Unknown: Presumed at home', 'Unknown: Presumed in community'
            )
            or people.accommodation_status_group is null
        )
group by all;
