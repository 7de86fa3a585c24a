-- How much of the reablement that there was to be room for began?

with

starts as (

    select
        la_code,
        started_on as counted_on,
        1 as numerator,
        0 as denominator
    from {{ ref('stg_council__reablement_episodes') }}
    where started_on is not null

),

planned as (

    {{ planned_work('Reablement starts') }}

),

cases as (

    select * from starts
    union all
    select * from planned

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='flow',
    extract='reablement_episodes',
) }}
