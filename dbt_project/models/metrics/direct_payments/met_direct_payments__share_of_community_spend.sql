-- Of what long-term support in the community costs a week, how much goes out as direct payments?

with

cases as (

    select
        *,
        period_end as counted_on,
        {{ pence('coalesce(direct_payment_weekly_cost, 0)') }} as numerator,
        {{ pence('community_weekly_cost') }} as denominator
    from {{ ref('fct_package_months') }}
    where community_weekly_cost is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='rate',
    measured='snapshot',
    extract='care_packages',
) }}
