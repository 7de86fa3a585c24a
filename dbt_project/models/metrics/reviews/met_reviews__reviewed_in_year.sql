-- Of people with 12 or more months of long-term support, how many were reviewed in the last 12?
-- Only where deliveries cover those 12 months: before that, reviews cannot all be seen.

with

support as (

    select * from {{ ref('fct_support_months') }}
    where is_for_12_months and months_known >= 12

),

cases as (

    select
        la_code,
        period_end as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason,
        coalesce(last_review_on + interval 12 month > period_end, false) as in_numerator
    from support

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
) }}
