-- How many adults of each ethnicity group have long-term support, for every 1,000 residents?

with

cases as (

    select
        *,
        period_end as counted_on,
        people as numerator,
        residents as denominator
    from {{ ref('fct_representation') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['ethnicity_group'],
    kind='rate',
    measured='snapshot',
) }}
