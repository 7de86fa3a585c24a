-- Method 7.1 and 7.2: ASCOF 2A's episodes of reablement that ended in the period.

-- 7.1.
create or replace temp table base_2a as
select
    la_code,
    la_name,
    der_nhs_la_combined_person_id,
    der_unique_record_id,
    event_type,
    event_start_date,
    coalesce(der_event_end_date, date '9999-01-01') as der_event_end_date,
    service_type_cleaned,
    service_component_cleaned,
    coalesce(event_outcome_cleaned, 'Invalid and not mapped') as event_outcome
from joined_submissions
where
    client_type_cleaned = 'Service user'
    and der_nhs_la_combined_person_id is not null
    and event_start_date is not null
    and (der_event_end_date >= event_start_date or der_event_end_date is null);

create or replace temp table events_2a as
select
    base_2a.*,
    case
        when hierarchy.event_outcome_hierarchy <= 5 then hierarchy.event_outcome_hierarchy + 100
        else coalesce(hierarchy.event_outcome_hierarchy, 999)
    end as outcome_rank
from base_2a
left join hierarchy on base_2a.event_outcome = hierarchy.event_outcome_cleaned;

-- 7.2 steps 1 and 2.
create or replace temp table st_max_rows as
select
    *,
    row_number() over (
        partition by la_code, la_name, der_nhs_la_combined_person_id
        order by event_start_date asc, der_event_end_date asc, outcome_rank asc, der_unique_record_id desc
    ) as row_order
from events_2a
where lower(event_type) = 'service' and service_type_cleaned = 'Short term support: ST-Max';

-- 7.2 step 3: the gap is measured from the largest end so far.
create or replace temp table st_max_starts as
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
from st_max_rows;

create or replace temp table st_max_clustered as
select
    *,
    sum(cast(starts_cluster as integer)) over (
        partition by la_code, la_name, der_nhs_la_combined_person_id
        order by row_order asc
        rows between unbounded preceding and current row
    ) as cluster_id
from st_max_starts;

-- 7.2 step 4.
create or replace temp table cluster_dates as
select
    la_code,
    la_name,
    der_nhs_la_combined_person_id,
    cluster_id,
    min(event_start_date) as cluster_start,
    max(der_event_end_date) as cluster_end
from st_max_clustered
group by la_code, la_name, der_nhs_la_combined_person_id, cluster_id;

-- 7.2 step 5.
create or replace temp table cluster_outcomes as
select
    la_code,
    la_name,
    der_nhs_la_combined_person_id,
    cluster_id,
    event_outcome as cluster_outcome,
    outcome_rank as cluster_rank
from (
    select
        *,
        row_number() over (
            partition by la_code, la_name, der_nhs_la_combined_person_id, cluster_id
            order by der_event_end_date desc, outcome_rank asc, der_unique_record_id desc
        ) as place
    from st_max_clustered
)
where place = 1;

-- 7.2 step 6.
create or replace temp table clusters_in_period as
select *
from cluster_dates
inner join cluster_outcomes using (la_code, la_name, der_nhs_la_combined_person_id, cluster_id)
where cluster_end between getvariable('period_start') and getvariable('period_end');
