-- Of what long-term support in the community costs a week, how much goes out as direct payments?

with

packages as (

    select
        *,
        {{ pence('gross_weekly_cost') }} as cost
    from {{ ref('int_care_packages') }}
    where service_type = 'Long term support: Community'

),

months as (

    select * from {{ ref('dim_period') }}
    where extract_name = 'care_packages' and period_length = 'month'

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        packages.la_code,
        months.period_end as counted_on,
        case when packages.service_component = 'Direct payment' then packages.cost else 0 end as numerator,
        packages.cost as denominator,
        {{ person_groups('months.period_end') }}
    from packages
    inner join months
        on
            packages.la_code = months.la_code
            and packages.valid_from <= months.period_end
            and packages.last_on >= months.period_end
    left join people on packages.la_code = people.la_code and packages.person_ref = people.person_ref
    where coalesce(people.died_on, {{ far_future() }}) >= months.period_end

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='rate',
    measured='snapshot',
    extract='care_packages',
) }}
