-- Of completed reviews, which left the person's net weekly package dearer within 28 days?

with

cases as (

    select
        *,
        followed_to as counted_on,
        net_weekly_change > 0 as in_numerator
    from {{ ref('fct_review_effects') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['review_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='care_packages',
    with_client_level_data=true,
) }}
