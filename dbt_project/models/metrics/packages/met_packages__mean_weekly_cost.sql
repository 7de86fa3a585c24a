-- What does a person's package cost a week?

with

cases as (

    select
        *,
        period_end as counted_on,
        {{ pence('gross_weekly_cost') }} as numerator,
        1 as denominator
    from {{ ref('fct_package_months') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['setting', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='rate',
    measured='snapshot',
    extract='care_packages',
) }}
