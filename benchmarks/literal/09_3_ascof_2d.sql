-- Method 9.5 to 9.7: ASCOF 2D's two parts and the table of overlaps.

-- 9.5: distinct rows.
create or replace temp table rows_2d as
select distinct
    cluster_id,
    patient_key,
    client_type,
    la_name as area,
    sex,
    age_group,
    died,
    readmitted,
    entered_care
from outcomes_2d;

create or replace temp table slices as
select slice
from (values ('Total'), ('65-74'), ('75-84'), ('85+'), ('Female'), ('Male')) as listed (slice);

create or replace temp table client_types as
select distinct client_type
from rows_2d
union all
select 'Total' as client_type;

create or replace temp table grid_2d as
select
    authorities.la_name as area,
    client_types.client_type,
    slices.slice
from (select distinct la_name from authorities) as authorities
cross join client_types
cross join slices;

create or replace temp table part_1_counts as
select
    grid.area,
    grid.client_type,
    grid.slice,
    count(distinct rows_2d.cluster_id) as denominator,
    count(distinct rows_2d.cluster_id) filter (where died + readmitted + entered_care = 0) as numerator,
    count(distinct rows_2d.cluster_id) filter (where died = 1) as died,
    count(distinct rows_2d.cluster_id) filter (where readmitted = 1) as readmitted,
    count(distinct rows_2d.cluster_id) filter (where entered_care = 1) as entered_care
from grid_2d as grid
inner join rows_2d
    on
        grid.area = rows_2d.area
        and grid.client_type in ('Total', rows_2d.client_type)
        and grid.slice in ('Total', rows_2d.age_group, rows_2d.sex)
group by grid.area, grid.client_type, grid.slice;

-- Percentages of two decimals, halves away from zero.
create or replace temp macro percent_2d(part, whole) as (20000 * part + whole) // (2 * whole) / 100;

create or replace temp table ascof_2d_part_1 as
select
    grid.area,
    grid.client_type,
    grid.slice,
    counts.denominator,
    counts.numerator,
    percent_2d(counts.numerator, counts.denominator) as outcome_percent,
    counts.died,
    counts.readmitted,
    counts.entered_care
from grid_2d as grid
left join part_1_counts as counts using (area, client_type, slice);

-- 9.6: sums over distinct rows, not clusters.
create or replace temp table ascof_2d_overlaps as
select
    grid.area,
    grid.client_type,
    count(rows_2d.area) filter (where died = 1) as total_death,
    count(rows_2d.area) filter (where died = 1 and readmitted = 0 and entered_care = 0) as death_only,
    count(rows_2d.area) filter (where died = 1 and readmitted = 1 and entered_care = 0) as death_readmission,
    count(rows_2d.area) filter (where died = 1 and readmitted = 0 and entered_care = 1) as death_lts,
    count(rows_2d.area) filter (where readmitted = 1) as total_readmission,
    count(rows_2d.area) filter (where died = 0 and readmitted = 1 and entered_care = 0) as readmission_only,
    count(rows_2d.area) filter (where died = 0 and readmitted = 1 and entered_care = 1) as readmission_lts,
    count(rows_2d.area) filter (where entered_care = 1) as total_lts,
    count(rows_2d.area) filter (where died = 0 and readmitted = 0 and entered_care = 1) as lts_only,
    count(rows_2d.area) filter (where died = 1 and readmitted = 1 and entered_care = 1) as all_3_outcomes
from grid_2d as grid
left join rows_2d on grid.area = rows_2d.area and grid.client_type in ('Total', rows_2d.client_type)
where grid.slice = 'Total'
group by grid.area, grid.client_type;

-- 9.7: clusters of the authority that supported, discharges of the area of home.
create or replace temp table discharge_counts as
select
    grid.area,
    grid.client_type,
    grid.slice,
    count(distinct discharges.episode_id) as discharges
from grid_2d as grid
inner join discharges
    on
        grid.area = discharges.home_area
        and grid.client_type in ('Total', discharges.client_type)
        and grid.slice in ('Total', discharges.age_group, discharges.sex)
group by grid.area, grid.client_type, grid.slice;

create or replace temp table ascof_2d_part_2 as
select
    grid.area,
    grid.client_type,
    grid.slice,
    discharge_counts.discharges,
    part_1.denominator as reablement_count,
    percent_2d(part_1.denominator, discharge_counts.discharges) as outcome_percent
from grid_2d as grid
left join discharge_counts using (area, client_type, slice)
left join part_1_counts as part_1 using (area, client_type, slice);
