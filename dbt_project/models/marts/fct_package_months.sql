-- Grain: one row per person with a package in force at a month end, and month.

with

months as (

    select * from {{ ref('dim_period') }}
    where extract_name = 'care_packages' and period_length = 'month'

),

packages as (

    select * from {{ ref('int_care_packages') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

in_force as (

    select
        packages.la_code,
        packages.person_ref,
        months.period_end,
        case
            when
                bool_or(packages.service_type in (
                    'Long term support: Nursing care', 'Long term support: Residential care'
                )) then 'Care home'
            else 'Community'
        end as setting,
        sum(packages.gross_weekly_cost) as gross_weekly_cost,
        sum(packages.net_weekly_cost) as net_weekly_cost,
        sum(packages.gross_weekly_cost) filter (
            where packages.service_type = 'Long term support: Community'
        ) as community_weekly_cost,
        sum(packages.gross_weekly_cost) filter (
            where
            packages.service_type = 'Long term support: Community'
            and packages.service_component = 'Direct payment'
        ) as direct_payment_weekly_cost
    from packages
    inner join months
        on
            packages.la_code = months.la_code
            and packages.valid_from <= months.period_end
            and packages.last_on >= months.period_end
    group by packages.la_code, packages.person_ref, months.period_end

)

select
    in_force.la_code,
    in_force.person_ref,
    in_force.period_end,
    in_force.setting,
    in_force.gross_weekly_cost,
    in_force.net_weekly_cost,
    in_force.community_weekly_cost,
    in_force.direct_payment_weekly_cost,
    earlier.gross_weekly_cost as gross_weekly_cost_a_year_before,
    {{ person_groups('in_force.period_end') }}
from in_force
left join in_force as earlier
    on
        in_force.la_code = earlier.la_code
        and in_force.person_ref = earlier.person_ref
        and last_day(in_force.period_end - interval 1 year) = earlier.period_end
left join people on in_force.la_code = people.la_code and in_force.person_ref = people.person_ref
where coalesce(people.died_on, {{ far_future() }}) >= in_force.period_end
