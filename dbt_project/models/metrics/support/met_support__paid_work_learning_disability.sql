-- Of people with a learning disability who have long-term support, how many are in paid work?

with

support as (

    select * from {{ ref('fct_support_months') }}
    where support_reason = 'Learning disability support' and age_band = '18 to 64'

),

people as (

    select * from {{ ref('dim_person') }}

),

cases as (

    select
        support.la_code,
        support.period_end as counted_on,
        support.age_band,
        support.sex,
        support.ethnicity_group,
        support.support_reason,
        coalesce(people.employment_status like 'Paid: %', false) as in_numerator
    from support
    left join people on support.person_key = people.person_key

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
) }}
