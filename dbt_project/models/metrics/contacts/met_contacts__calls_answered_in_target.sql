-- Of every 100 calls, how many are answered within the target?

with

cases as (

    select
        la_code,
        interval_start as counted_on,
        queue,
        answered_in_target as numerator,
        offered as denominator
    from {{ ref('stg_council__call_handling') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['queue'],
    kind='rate',
    measured='flow',
    extract='call_handling',
) }}
