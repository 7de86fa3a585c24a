-- Of savings proposals, how many were checked for quality?

with

cases as (

    select
        *,
        as_at as counted_on,
        is_impact_checked as in_numerator
    from {{ ref('fct_savings') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['status'],
    kind='proportion',
    measured='snapshot',
    extract='savings_proposals',
) }}
