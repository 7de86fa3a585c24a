-- Of people with a direct payment, who employs a personal assistant?

with

cases as (

    select
        *,
        period_end as counted_on,
        employs_personal_assistant as in_numerator
    from {{ ref('fct_direct_payment_months') }}
    where has_direct_payment

)

{{ metric_rows(
    'cases',
    breakdowns=['client_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
    extract='direct_payments',
) }}
