-- Grain: one row per period, area, client type and slice (all, an age group or a sex).
-- Part 1 counts episodes that followed a discharge and those after which nothing went wrong; part 2
-- puts them over the discharges. The episodes are the supporting council's, the discharges those of
-- people who live there, so the second share can exceed the whole. Nobody in a cell is null, not zero.

with

episodes as (

    select
        *,
        la_code || '_' || person_key || '_' || episode as episode_key,
        {{ each_of(["client_type", "'Total'"], columns=true) }} as client_group
    from {{ ref('fct_national__2d_episodes') }}

),

sliced_episodes as (

    select
        *,
        {{ each_of(["'Total'", "age_group", "sex"], columns=true) }} as slice
    from episodes

),

sliced_discharges as (

    select
        period_end,
        area,
        episode_id,
        client_group,
        {{ each_of(["'Total'", "age_group", "sex"], columns=true) }} as slice
    from (
        select
            *,
            {{ each_of(["client_type", "'Total'"], columns=true) }} as client_group
        from {{ ref('fct_national__2d_discharges') }}
    ) as discharges

),

part_1 as (

    select
        period_end,
        area,
        client_group,
        slice,
        count(distinct episode_key) as episodes,
        count(distinct episode_key) filter (where not (died or was_readmitted or entered_care)) as went_well,
        count(distinct episode_key) filter (where died) as died,
        count(distinct episode_key) filter (where was_readmitted) as readmitted,
        count(distinct episode_key) filter (where entered_care) as entered_care
    from sliced_episodes
    group by period_end, area, client_group, slice

),

part_2 as (

    select
        period_end,
        area,
        client_group,
        slice,
        count(distinct episode_id) as discharges
    from sliced_discharges
    group by period_end, area, client_group, slice

),

-- Those that episodes have, and all together: these stand also where no discharge was followed by an episode.
client_groups as (

    select
        period_end,
        client_group
    from part_1

    union

    select
        period_end,
        'Total' as client_group
    from {{ ref('int_national__2d_periods') }}

),

slices as (

    select {{ each_of(['Total', '65-74', '75-84', '85+', 'Female', 'Male']) }} as slice

),

grid as (

    select
        periods.la_code,
        periods.period_start,
        periods.period_end,
        councils.la_name as area,
        client_groups.client_group,
        slices.slice
    from {{ ref('int_national__councils') }} as councils
    inner join {{ ref('int_national__2d_periods') }} as periods on councils.la_code = periods.la_code
    inner join client_groups on periods.period_end = client_groups.period_end
    cross join slices

)

select
    grid.la_code,
    grid.period_start,
    grid.period_end,
    grid.area,
    grid.client_group,
    grid.slice,
    part_1.episodes,
    part_1.went_well,
    part_1.died,
    part_1.readmitted,
    part_1.entered_care,
    part_2.discharges
from grid
left join part_1
    on
        grid.period_end = part_1.period_end
        and grid.area = part_1.area
        and grid.client_group = part_1.client_group
        and grid.slice = part_1.slice
left join part_2
    on
        grid.period_end = part_2.period_end
        and grid.area = part_2.area
        and grid.client_group = part_2.client_group
        and grid.slice = part_2.slice
