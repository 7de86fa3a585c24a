-- Method 7.4 steps 1 to 3, and 7.5: deaths, hospital, services that follow an episode.

-- 7.4 steps 1 and 2.
create or replace temp table sequel_steps_1_2 as
select
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    case when date_diff('day', cluster_end, date_of_death) <= 7 then '1' else '2' end as sequel_type,
    case when date_diff('day', cluster_end, date_of_death) <= 7 then 'NFA: Deceased' else 'Admitted to hospital' end
        as final_outcome
from new_clusters
where date_diff('day', cluster_end, date_of_death) <= 7 or cluster_outcome = 'Admitted to hospital';

-- 7.5: the window.
create or replace temp table window_rows as
select *
from rows_of_new_clients
where
    event_start_date >= cluster_start
    and der_event_end_date > cluster_end
    and date_diff('day', cluster_end, event_start_date) <= 7;

create or replace temp table window_services as
select
    *,
    case service_type_cleaned
        when 'Long term support: Nursing care' then 1
        when 'Long term support: Residential care' then 2
        when 'Long term support: Community' then 3
        when 'Long term support: Prison' then 4
        when 'Short term support: ST-Max' then 5
        when 'Short term support: Ongoing low level' then 6
        when 'Short term support: Other short term' then 7
    end as service_rank,
    coalesce(service_component_cleaned in ('Short term residential care', 'Short term nursing care'), false)
        as is_short_stay
from window_rows;

create or replace temp table sequel_step_3 as
select
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id,
    '3' as sequel_type,
    case
        when service_rank = 7 and is_short_stay then 'Short term support: Residential or Nursing care'
        else service_type_cleaned
    end as final_outcome
from (
    select
        *,
        row_number() over (
            partition by la_code, der_nhs_la_combined_person_id, cluster_id
            order by service_rank asc, is_short_stay desc
        ) as place
    from window_services
    where service_rank is not null
)
where place = 1;
