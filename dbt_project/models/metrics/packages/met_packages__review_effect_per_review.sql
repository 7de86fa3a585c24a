-- What does a review add to, or take from, what a person's support costs in a year?

with

cases as (

    select
        *,
        followed_to as counted_on,
        52 * {{ pence('net_weekly_change') }} as numerator,
        1 as denominator
    from {{ ref('fct_review_effects') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['review_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='rate',
    measured='flow',
    extract='care_packages',
    with_client_level_data=true,
) }}
