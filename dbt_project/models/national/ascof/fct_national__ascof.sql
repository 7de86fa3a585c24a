-- Grain: one row per council, measured period, measure, part and group.
-- The counts behind ASCOF 2A, 2B, 2C, 2E and 3D; part tells 2E's ages and 3D's parts apart.

with

counted as (

    select
        la_code,
        period_end,
        measure,
        part,
        group_name,
        count(*) filter (where in_numerator) as numerator,
        count(*) as denominator
    from {{ ref('int_national__ascof_groups') }}
    group by la_code, period_end, measure, part, group_name

),

admitted as (

    select
        la_code,
        period_end,
        age_band,
        count(*) as people
    from {{ ref('fct_national__2b_2c_people') }}
    group by la_code, period_end, age_band

),

populations as (

    select * from {{ ref('stg_reference__populations') }}

)

select
    grid.la_code,
    grid.la_name,
    grid.period_start,
    grid.period_end,
    grid.measure,
    grid.part,
    grid.group_name,
    coalesce(counted.numerator, 0) as numerator,
    coalesce(counted.denominator, 0) as denominator
from {{ ref('int_national__ascof_grid') }} as grid
left join counted
    on
        grid.la_code = counted.la_code
        and grid.period_end = counted.period_end
        and grid.measure = counted.measure
        and grid.part = counted.part
        and grid.group_name = counted.group_name

union all

select
    councils.la_code,
    councils.la_name,
    periods.period_start,
    periods.period_end,
    case populations.age_band when '18 to 64' then 'ASCOF 2B' else 'ASCOF 2C' end as measure,
    '' as part,
    populations.age_band as group_name,
    coalesce(admitted.people, 0) as numerator,
    populations.people as denominator
from {{ ref('int_national__councils') }} as councils
inner join {{ ref('int_national__periods') }} as periods on councils.la_code = periods.la_code
inner join populations on councils.la_code = populations.la_code
left join admitted
    on
        periods.la_code = admitted.la_code
        and periods.period_end = admitted.period_end
        and populations.age_band = admitted.age_band
