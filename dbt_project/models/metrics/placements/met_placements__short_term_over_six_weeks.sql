-- Of short-term care home placements open at the month end, which have lasted over six weeks?

with

placements as (

    select * from {{ ref('fct_services') }}
    where
        service_group = 'Short term support'
        and service_component in ('Short term residential care', 'Short term nursing care')

),

months as (

    select * from {{ ref('dim_month_end') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

cases as (

    select
        placements.la_code,
        months.period_end as counted_on,
        {{ age_band(age_on('people.birth_month_on', 'months.period_end')) }} as age_band,
        people.sex,
        people.ethnicity_group,
        people.support_reason,
        {{ days_between('placements.started_on', 'months.period_end') }} > 42 as in_numerator
    from placements
    inner join months
        on
            placements.la_code = months.la_code
            and placements.started_on <= months.period_end
            and coalesce(placements.ended_on, {{ far_future() }}) >= months.period_end
    left join people on placements.person_key = people.person_key
    where coalesce(people.died_on, {{ far_future() }}) >= months.period_end

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
) }}
