-- Of people with community support, who has a direct payment on record as offered?

with

offers as (

    select
        people.person_key,
        min(payments.offered_on) as offered_on
    from {{ ref('stg_council__direct_payments') }} as payments
    inner join {{ ref('dim_person_ref') }} as people
        on payments.la_code = people.la_code and payments.person_ref = people.person_ref
    where payments.offered_on is not null
    group by people.person_key

),

cases as (

    select
        supported.la_code,
        supported.period_end as counted_on,
        supported.age_band,
        supported.sex,
        supported.ethnicity_group,
        supported.support_reason,
        offers.person_key is not null as in_numerator
    from {{ ref('fct_support_months') }} as supported
    left join offers on supported.person_key = offers.person_key and supported.period_end >= offers.offered_on
    where supported.has_community_support

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
    extract='direct_payments',
    with_client_level_data=true,
) }}
