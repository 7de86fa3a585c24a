-- What do packages cost now for every 100 pounds that the same people's cost a year before?

with

cases as (

    select
        *,
        period_end as counted_on,
        gross_weekly_cost * 100 as numerator, -- pence
        gross_weekly_cost_a_year_before * 100 as denominator
    from {{ ref('fct_package_months') }}
    where gross_weekly_cost_a_year_before > 0

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='snapshot',
    extract='care_packages',
) }}
