-- Grain: one row per period, area and client type, or all of them.
-- How death, readmission and care homes overlap. An episode in two categories is counted twice here, and
-- nobody is nought.

with

episodes as (

    select
        *,
        {{ each_of(["client_type", "'Total'"], columns=true) }} as client_group
    from {{ ref('fct_national__2d_episodes') }}

),

grid as (

    select * from {{ ref('fct_national__2d') }}
    where slice = 'Total'

),

placed as (

    select
        grid.period_start,
        grid.period_end,
        grid.area,
        grid.client_group,
        episodes.died,
        episodes.was_readmitted,
        episodes.entered_care
    from grid
    left join episodes
        on
            grid.period_end = episodes.period_end
            and grid.area = episodes.area
            and grid.client_group = episodes.client_group

)

select
    period_start,
    period_end,
    area,
    client_group,
    count(*) filter (where died) as all_died,
    count(*) filter (where died and not was_readmitted and not entered_care) as only_died,
    count(*) filter (where died and was_readmitted and not entered_care) as died_and_readmitted,
    count(*) filter (where died and not was_readmitted and entered_care) as died_and_entered_care,
    count(*) filter (where was_readmitted) as all_readmitted,
    count(*) filter (where not died and was_readmitted and not entered_care) as only_readmitted,
    count(*) filter (where not died and was_readmitted and entered_care) as readmitted_and_entered_care,
    count(*) filter (where entered_care) as all_entered_care,
    count(*) filter (where not died and not was_readmitted and entered_care) as only_entered_care,
    count(*) filter (where died and was_readmitted and entered_care) as all_three
from placed
group by period_start, period_end, area, client_group
