-- What do reviews take from what support costs in a year?

with

cases as (

    select
        *,
        followed_to as counted_on,
        greatest(-net_weekly_change, 0) * 52 as amount
    from {{ ref('fct_review_effects') }}

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='sum',
    measured='flow',
    extract='care_packages',
    with_client_level_data=true,
) }}
