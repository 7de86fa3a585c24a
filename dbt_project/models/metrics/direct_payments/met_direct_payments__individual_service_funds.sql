-- Of people with community support, who has an individual service fund?

with

funds as (

    select distinct
        person_key,
        period_end
    from {{ ref('fct_direct_payment_months') }}
    where has_individual_service_fund

),

cases as (

    select
        supported.la_code,
        supported.period_end as counted_on,
        supported.age_band,
        supported.sex,
        supported.ethnicity_group,
        supported.support_reason,
        funds.person_key is not null as in_numerator
    from {{ ref('fct_support_months') }} as supported
    left join funds on supported.person_key = funds.person_key and supported.period_end = funds.period_end
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
