-- Of people with a direct payment, for whom does the council arrange support as well?

with

cases as (

    select
        *,
        period_end as counted_on,
        has_commissioned_support as in_numerator
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
