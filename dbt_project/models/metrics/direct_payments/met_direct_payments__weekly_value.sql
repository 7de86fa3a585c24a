-- What do direct payments in force come to in a week?

with

cases as (

    select
        *,
        period_end as counted_on,
        {{ pence('weekly_amount') }} as amount
    from {{ ref('fct_direct_payment_months') }}
    where has_direct_payment

)

{{ metric_rows(
    'cases',
    breakdowns=['client_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='sum',
    measured='snapshot',
    extract='direct_payments',
) }}
