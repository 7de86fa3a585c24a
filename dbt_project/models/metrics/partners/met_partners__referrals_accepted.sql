-- Of referrals to voluntary organisations, how many were accepted?

with

cases as (

    select
        *,
        referred_on as counted_on,
        coalesce(response = 'Accepted', false) as in_numerator
    from {{ ref('stg_council__voluntary_sector_referrals') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['service_tag'],
    kind='proportion',
    measured='flow',
    extract='voluntary_sector_referrals',
) }}
