-- What does a person's package cost a week?

with

cases as (

    select
        *,
        period_end as counted_on,
        round(gross_weekly_cost) as numerator, -- each person's, so that groups add up to the whole
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
