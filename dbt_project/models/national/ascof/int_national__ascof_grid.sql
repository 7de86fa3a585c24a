-- Grain: one row per council, measured period, measure, part and group that the national table shows, also for nobody.
-- 2A shows each; the others show the groups that occur anywhere in the measure in that period.

with

periods as (

    select * from {{ ref('int_national__periods') }}

),

cases as (

    select distinct
        period_end,
        measure,
        part,
        group_name
    from {{ ref('int_national__ascof_groups') }}

),

parts as (

    select
        'ASCOF 2E' as measure,
        {{ each_of(['18-64', '65+']) }} as part

    union all

    select
        'ASCOF 2E LD' as measure,
        '18-64' as part

),

groups_of_2a as (

    select {{ each_of(['18 to 64', '65 and above', 'Total']) }} as group_name

),

shown as (

    select distinct
        periods.period_end,
        'ASCOF 2A' as measure,
        '' as part,
        groups_of_2a.group_name
    from periods
    cross join groups_of_2a

    union

    select
        cases.period_end,
        parts.measure,
        parts.part,
        cases.group_name
    from parts
    inner join cases on parts.measure = cases.measure

    union

    select
        described.period_end,
        described.measure,
        described.part,
        grouped.group_name
    from cases as described
    inner join cases as grouped
        on described.period_end = grouped.period_end and grouped.measure like 'ASCOF 3D%'
    where described.measure like 'ASCOF 3D%'

)

select
    councils.la_code,
    councils.la_name,
    periods.period_start,
    periods.period_end,
    shown.measure,
    shown.part,
    shown.group_name
from {{ ref('int_national__councils') }} as councils
inner join periods on councils.la_code = periods.la_code
inner join shown on periods.period_end = shown.period_end
