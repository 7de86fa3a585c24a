-- What is the middle direct payment?

with

cases as (

    select
        *,
        period_end as counted_on
    from {{ ref('fct_direct_payment_months') }}
    where has_direct_payment

)

{{ metric_rows(
    'cases',
    breakdowns=['client_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='median',
    measured='snapshot',
    extract='direct_payments',
    value='weekly_amount',
) }}
