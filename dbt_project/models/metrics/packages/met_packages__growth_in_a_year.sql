-- What do packages cost now for every 100 pounds that the same people's cost a year before?

with

cases as (

    select
        *,
        period_end as counted_on,
        {{ pence('gross_weekly_cost') }} as numerator,
        {{ pence('gross_weekly_cost_a_year_before') }} as denominator
    from {{ ref('fct_package_months') }}
    where gross_weekly_cost_a_year_before > 0

)

{{ metric_rows(
    'cases',
    breakdowns=['setting', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='rate',
    measured='snapshot',
    extract='care_packages',
) }}
