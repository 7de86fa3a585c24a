-- What do reviews add to, or take from, what support costs in a year?

with

cases as (

    select
        *,
        followed_to as counted_on,
        52 * {{ pence('net_weekly_change') }} as amount
    from {{ ref('fct_review_effects') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['review_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='sum',
    measured='flow',
    extract='care_packages',
    with_client_level_data=true,
) }}
