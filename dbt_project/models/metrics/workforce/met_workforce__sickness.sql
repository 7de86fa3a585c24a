-- How many days of sickness for each filled full-time post?

with

cases as (

    select
        *,
        snapshot_on as counted_on,
        sick_day_hundredths as numerator,
        filled_hundredths as denominator
    from {{ ref('fct_workforce_posts') }}
    where filled_hundredths > 0 and sick_day_hundredths is not null

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='snapshot',
    extract='workforce_posts',
) }}
