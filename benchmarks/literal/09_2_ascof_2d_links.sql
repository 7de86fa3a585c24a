-- Method 9.3 and 9.4: which discharge led to which reablement, and what befell people within twelve weeks.

-- 9.3 step 1.
create or replace temp table pairs as
select
    discharges.*,
    clusters.cluster_id,
    clusters.la_name,
    clusters.cluster_start,
    clusters.date_of_death
from discharges
inner join reablement_clusters as clusters on discharges.patient_key = clusters.der_nhs_la_combined_person_id;

-- 9.3 step 2.
create or replace temp table latest_discharges as
select
    cluster_id,
    max(discharged_on) as discharged_on
from pairs
where discharged_on between cluster_start - 7 and cluster_start + 3 and admitted_on <= cluster_start
group by cluster_id;

-- 9.3 step 3: the admission is not tested again.
create or replace temp table linked_pairs as
select pairs.*
from pairs
inner join latest_discharges using (cluster_id, discharged_on);

-- 9.4.
create or replace temp table readmissions as
select distinct linked_pairs.cluster_id
from linked_pairs
inner join stg_reference__hospital_episodes as episodes
    on linked_pairs.patient_key = episodes.patient_key
where
    episodes.admitted_on < episodes.discharged_on
    and upper(episodes.management_type) in ('EM', 'NE')
    and episodes.discharge_method is not null
    and episodes.discharge_method <> '5'
    and episodes.is_last_episode
    and episodes.admitted_on >= getvariable('discharges_from')
    and episodes.admitted_on > linked_pairs.cluster_start
    and episodes.admitted_on > linked_pairs.discharged_on
    and episodes.admitted_on <= linked_pairs.discharged_on + 84;

create or replace temp table deaths_after as
select distinct cluster_id
from linked_pairs
where date_of_death between discharged_on and discharged_on + 84;

create or replace temp table entries_into_care as
select distinct linked_pairs.cluster_id
from linked_pairs
inner join lts_rows on linked_pairs.patient_key = lts_rows.der_nhs_la_combined_person_id
where
    lts_rows.service_type_cleaned in ('Long term support: Residential care', 'Long term support: Nursing care')
    and lts_rows.event_start_date between linked_pairs.discharged_on and linked_pairs.discharged_on + 84;

create or replace temp table outcomes_2d as
select
    linked_pairs.*,
    cast(linked_pairs.cluster_id in (select cluster_id from deaths_after) as integer) as died,
    cast(linked_pairs.cluster_id in (select cluster_id from readmissions) as integer) as readmitted,
    cast(linked_pairs.cluster_id in (select cluster_id from entries_into_care) as integer) as entered_care
from linked_pairs;
