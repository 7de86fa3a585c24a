-- Method 7.6, 7.7 and the rest of 7.4: outcomes and equipment, and the first step that yields a result.

-- 7.6: 4a without a window.
create or replace temp table candidates_without_window as
select
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    cluster_rank as outcome_rank,
    '4a' as source
from new_clusters
anti join window_rows using (la_code, der_nhs_la_combined_person_id, cluster_id)
where cluster_rank < 100;

-- 7.6: window events.
create or replace temp table speaking_window_rows as
select *
from window_rows
where
    lower(event_type) <> 'service'
    and event_outcome <> 'NFA: Support ended as planned'
    and (cluster_rank < 100 or outcome_rank < 100);

create or replace temp table candidates_of_window as
select
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    cluster_rank as outcome_rank,
    '4a' as source
from speaking_window_rows
union all
select
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    outcome_rank,
    '4b' as source
from speaking_window_rows
where outcome_rank < 100;

-- 7.6: nested 4c.
create or replace temp table nested_rows as
select *
from rows_of_new_clients
where event_start_date >= cluster_start and der_event_end_date > cluster_start and der_event_end_date <= cluster_end;

create or replace temp table candidates_nested as
select
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    outcome_rank,
    '4c' as source
from (
    select
        *,
        row_number() over (
            partition by la_code, der_nhs_la_combined_person_id, cluster_id
            order by der_event_end_date desc, outcome_rank asc, der_unique_record_id desc
        ) as place
    from nested_rows
    where
        lower(event_type) in ('assessment', 'review')
        and date_diff('day', der_event_end_date, cluster_end) < 14
        and outcome_rank < 100
)
where place = 1;

-- 7.6: the smallest; among equals a before b before c.
create or replace temp table sequel_step_4 as
select
    candidates.la_code,
    candidates.der_nhs_la_combined_person_id,
    candidates.cluster_id,
    candidates.source as sequel_type,
    hierarchy.event_outcome_cleaned as final_outcome
from (
    select
        *,
        row_number() over (
            partition by la_code, der_nhs_la_combined_person_id, cluster_id order by outcome_rank asc, source asc
        ) as place
    from (
        select * from candidates_without_window
        union all
        select * from candidates_of_window
        union all
        select * from candidates_nested
    )
) as candidates
inner join hierarchy on candidates.outcome_rank = hierarchy.event_outcome_hierarchy
where candidates.place = 1;

-- 7.7.
create or replace temp table sequel_step_5 as
select distinct
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    '5' as sequel_type,
    'Short term support: Ongoing low level' as final_outcome
from nested_rows
where lower(event_type) = 'service' and service_component_cleaned = 'Equipment';

-- 7.4: the first step that yields a result.
create or replace temp table sequels as
select
    clusters.*,
    coalesce(
        first_steps.sequel_type, step_3.sequel_type, step_4.sequel_type, step_5.sequel_type, '6'
    ) as sequel_type,
    coalesce(
        first_steps.final_outcome, step_3.final_outcome, step_4.final_outcome, step_5.final_outcome,
        clusters.cluster_outcome
    ) as final_outcome
from new_clusters as clusters
left join sequel_steps_1_2 as first_steps using (la_code, der_nhs_la_combined_person_id, cluster_id)
left join sequel_step_3 as step_3 using (la_code, der_nhs_la_combined_person_id, cluster_id)
left join sequel_step_4 as step_4 using (la_code, der_nhs_la_combined_person_id, cluster_id)
left join sequel_step_5 as step_5 using (la_code, der_nhs_la_combined_person_id, cluster_id);
