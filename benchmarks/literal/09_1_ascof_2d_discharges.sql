-- Method 9.1 and 9.2: reablement and discharges. 2D's period ends three months before the others'.

set variable discharges_from = cast(getvariable('period_start') - interval 3 month as date);
set variable discharges_to = last_day(getvariable('period_end') - interval 3 month);

-- 9.1.
create or replace temp table base_2d as
select
    events.la_code,
    events.la_name,
    events.der_nhs_la_combined_person_id,
    events.der_unique_record_id,
    events.event_type,
    events.event_start_date,
    coalesce(events.der_event_end_date, date '9999-01-01') as der_event_end_date,
    events.service_type_cleaned,
    events.service_component_cleaned,
    people.date_of_death
from joined_submissions as events
inner join person_details as people
    on
        events.la_code = people.la_code
        and events.der_nhs_la_combined_person_id = people.der_nhs_la_combined_person_id
where
    events.client_type_cleaned = 'Service user'
    and (people.date_of_death is null or people.date_of_death >= getvariable('discharges_from'))
    and (events.der_event_end_date >= events.event_start_date or events.der_event_end_date is null);

create or replace temp table lts_rows as
select *
from base_2d
where service_type_cleaned like 'Long%';

create or replace temp table reablement_rows as
select
    *,
    row_number() over (
        partition by la_code, la_name, der_nhs_la_combined_person_id
        order by event_start_date asc, der_event_end_date asc, der_unique_record_id desc
    ) as row_order
from base_2d
where
    lower(event_type) = 'service'
    and service_type_cleaned = 'Short term support: ST-Max'
    and service_component_cleaned = 'Reablement';

create or replace temp table reablement_starts as
select
    *,
    coalesce(
        date_diff(
            'day',
            max(der_event_end_date) over (
                partition by la_code, la_name, der_nhs_la_combined_person_id
                order by row_order asc
                rows between unbounded preceding and 1 preceding
            ),
            event_start_date
        ) > 7,
        true
    ) as starts_cluster
from reablement_rows;

create or replace temp table reablement_clustered as
select
    *,
    sum(cast(starts_cluster as integer)) over (
        partition by la_code, la_name, der_nhs_la_combined_person_id
        order by row_order asc
        rows between unbounded preceding and current row
    ) as cluster_number
from reablement_starts;

create or replace temp table reablement_clusters as
select
    row_number() over (order by la_code, la_name, der_nhs_la_combined_person_id, cluster_number) as cluster_id,
    la_name,
    der_nhs_la_combined_person_id,
    min(event_start_date) as cluster_start,
    max(der_event_end_date) as cluster_end,
    max(date_of_death) as date_of_death
from reablement_clustered
group by la_code, la_name, der_nhs_la_combined_person_id, cluster_number;

-- 9.2: records that count; a code that is missing drops its record.
create or replace temp table discharges_in_scope as
select
    *,
    age_on(birth_month_on, discharged_on) as age
from stg_reference__hospital_episodes
where
    age_on(birth_month_on, discharged_on) >= 65
    and admission_method not in ('31', '32', '82', '83')
    and discharge_method not in ('4', '5')
    and discharge_destination not in ('49', '50', '51', '52', '79', '87', '88')
    and treatment_function not in (
        '199', '223', '290', '291', '331', '344', '345', '346', '424', '499', '501', '504', '560', '660', '661', '662',
        '840', '920'
    )
    and treatment_function not like '65%'
    and treatment_function not like '7%'
    and admitted_on >= date '2023-04-01'
    and admitted_on < discharged_on
    and discharged_on between getvariable('discharges_from') and getvariable('discharges_to')
    and is_last_episode
    and patient_key is not null;

create or replace temp table discharges_to_home as
select *
from discharges_in_scope as discharges
where not exists (
    select 1
    from lts_rows
    where
        lts_rows.der_nhs_la_combined_person_id = discharges.patient_key
        and lts_rows.service_type_cleaned in (
            'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Prison'
        )
        and discharges.admitted_on between lts_rows.event_start_date and lts_rows.der_event_end_date
);

-- 9.2: the area of home; without a lookup of neighbourhoods everybody lives in the one authority of the data.
create or replace temp table areas_of_home as
select
    lsoa_2011,
    la_name as home_area
from stg_reference__home_areas
union all
select distinct
    discharges.lsoa_2011,
    authorities.la_name as home_area
from discharges_to_home as discharges
cross join authorities
where not exists (select 1 from stg_reference__home_areas) and (select count(*) from authorities) = 1;

create or replace temp table discharges as
select
    discharges.*,
    areas_of_home.home_area,
    case when discharges.age < 75 then '65-74' when discharges.age < 85 then '75-84' else '85+' end as age_group,
    case
        when exists (
            select 1
            from lts_rows
            where
                lts_rows.der_nhs_la_combined_person_id = discharges.patient_key
                and lts_rows.service_type_cleaned = 'Long term support: Community'
                and discharges.admitted_on between lts_rows.event_start_date and lts_rows.der_event_end_date
        ) then 'Those in LT community support'
        else 'Those not in any LTS'
    end as client_type
from discharges_to_home as discharges
inner join areas_of_home on discharges.lsoa_2011 is not distinct from areas_of_home.lsoa_2011;
