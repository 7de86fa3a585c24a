-- Grain: one row per person with a direct payment or an individual service fund at a month end, and month.

with

months as (

    select * from {{ ref('dim_period') }}
    where extract_name = 'direct_payments' and period_length = 'month'

),

agreements as (

    select * from {{ ref('stg_council__direct_payments') }}
    where started_on is not null

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

in_force as (

    select
        agreements.la_code,
        agreements.person_ref,
        months.period_end,
        max(agreements.client_type) as client_type,
        bool_or(coalesce(agreements.individual_service_fund = 'Yes', false)) as has_individual_service_fund,
        bool_or(coalesce(agreements.individual_service_fund <> 'Yes', true)) as has_direct_payment,
        sum(agreements.weekly_amount) filter (
            where coalesce(agreements.individual_service_fund <> 'Yes', true)
        ) as weekly_amount,
        bool_or(coalesce(agreements.employs_pa = 'Yes', false)) as employs_personal_assistant,
        bool_or(coalesce(agreements.also_commissioned = 'Yes', false)) as has_commissioned_support
    from agreements
    inner join months
        on
            agreements.la_code = months.la_code
            and agreements.started_on <= months.period_end
            and coalesce(agreements.ended_on, {{ far_future() }}) >= months.period_end
    group by agreements.la_code, agreements.person_ref, months.period_end

)

select
    in_force.*,
    people.person_key,
    {{ person_groups('in_force.period_end') }}
from in_force
left join people on in_force.la_code = people.la_code and in_force.person_ref = people.person_ref
where coalesce(people.died_on, {{ far_future() }}) >= in_force.period_end
