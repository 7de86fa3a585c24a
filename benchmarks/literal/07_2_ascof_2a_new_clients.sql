-- Method 7.3: whose episodes count, and what else happened to them.

-- 7.3: whose age or death leaves an episode out.
create or replace temp table clusters_of_adults as
select
    clusters.*,
    people.date_of_death,
    case
        when age_on(people.der_birth_date, clusters.cluster_end) < 65 then '18 to 64'
        when age_on(people.der_birth_date, clusters.cluster_end) >= 65 then '65 and above'
        else 'Unknown'
    end as age_band
from clusters_in_period as clusters
inner join person_details as people
    on
        clusters.la_code = people.la_code
        and clusters.der_nhs_la_combined_person_id = people.der_nhs_la_combined_person_id
where
    (age_on(people.der_birth_date, clusters.cluster_end) >= 18 or people.der_birth_date is null)
    and (people.date_of_death >= clusters.cluster_start or people.date_of_death is null);

-- 7.3: the person's other rows.
create or replace temp table other_rows as
select
    clusters.*,
    events.der_unique_record_id,
    events.event_type,
    events.event_start_date,
    events.der_event_end_date,
    events.service_type_cleaned,
    events.service_component_cleaned,
    events.event_outcome,
    events.outcome_rank
from clusters_of_adults as clusters
inner join events_2a as events
    on
        clusters.la_code = events.la_code
        and clusters.der_nhs_la_combined_person_id = events.der_nhs_la_combined_person_id
where
    not (
        lower(events.event_type) = 'service'
        and coalesce(events.service_type_cleaned, '') = 'Short term support: ST-Max'
        and events.event_start_date between clusters.cluster_start and clusters.cluster_end
    );

-- 7.3: the new client test.
create or replace temp table existing_clients as
select distinct
    la_code,
    der_nhs_la_combined_person_id,
    cluster_id
from other_rows
where
    service_type_cleaned in (
        'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
        'Long term support: Prison'
    )
    and event_start_date < cluster_start
    and date_diff('day', der_event_end_date, cluster_start) < 91;

create or replace temp table new_clusters as
select *
from clusters_of_adults
anti join existing_clients using (la_code, der_nhs_la_combined_person_id, cluster_id);

create or replace temp table rows_of_new_clients as
select *
from other_rows
anti join existing_clients using (la_code, der_nhs_la_combined_person_id, cluster_id);
