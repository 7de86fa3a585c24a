-- Of people with community support open at the month end, whose includes a direct payment?

with

support as (

    select * from {{ ref('fct_support_months') }}
    where has_community_support

),

cases as (

    select
        la_code,
        period_end as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason,
        has_direct_payment as in_numerator
    from support

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
) }}
