-- Grain: one row per measure, part, council and year with a number: how far it lies from other councils.
-- Distances are in spreads: 1.4826 times the median distance from the median, widened by what chance
-- alone does to a figure of few people. docs/decisions/0013 says why, and where the bounds come from.

with

published as (

    select * from {{ ref('stg_ascof__published') }}

),

councils as (

    select area from {{ ref('ascof_areas') }}
    where area_type = 'council'

),

measures as (

    select
        measure,
        unit
    from {{ ref('ascof_measures') }}

),

figures as (

    select
        published.*,
        measures.unit,
        lag(published.outcome) over of_council as earlier_outcome,
        lag(published.year) over of_council as earlier_year
    from published
    inner join councils on published.area = councils.area
    inner join measures on published.measure = measures.measure
    where published.outcome is not null
    window of_council as (partition by published.measure, published.part, published.area order by published.year)

),

middles as (

    select
        *,
        outcome - earlier_outcome as difference,
        count(*) over of_year as councils,
        median(outcome) over of_year as middle,
        median(outcome - earlier_outcome) over of_year as middle_change
    from figures
    window of_year as (partition by measure, part, year)

),

spreads as (

    select
        *,
        1.4826 * median(abs(outcome - middle)) over of_year as spread,
        1.4826 * median(abs(difference - middle_change)) over of_year as spread_of_change,
        case
            when margin_of_error is not null then margin_of_error / 1.96
            when denominator > 0 and unit = 'percent' then sqrt(greatest(middle * (100 - middle), 0) / denominator)
            when denominator > 0 and unit = 'per 100,000' then sqrt(middle * 100000 / denominator)
            else 0
        end as chance
    from middles
    window of_year as (partition by measure, part, year)

)

select
    measure,
    part,
    area,
    year,
    councils,
    middle,
    earlier_year,
    (outcome - middle) / nullif(sqrt(spread ^ 2 + chance ^ 2), 0) as distance,
    (difference - middle_change) / nullif(sqrt(spread_of_change ^ 2 + 2 * chance ^ 2), 0) as change_distance
from spreads
