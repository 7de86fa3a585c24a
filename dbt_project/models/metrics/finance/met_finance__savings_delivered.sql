-- Of planned savings, how much has been delivered?

with

cases as (

    select
        *,
        as_at as counted_on,
        delivered_pounds as numerator,
        planned_pounds as denominator
    from {{ ref('fct_savings') }}
    where planned_pounds is not null and delivered_pounds >= 0

)

{{ metric_rows(
    'cases',
    breakdowns=['status'],
    kind='rate',
    measured='snapshot',
    extract='savings_proposals',
) }}
