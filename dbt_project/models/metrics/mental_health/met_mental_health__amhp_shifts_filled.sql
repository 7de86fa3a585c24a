-- Of the slots of the rota of approved mental health professionals, how many were filled?

with

cases as (

    select
        la_code,
        rota_on as counted_on,
        shift,
        filled_by is not null as in_numerator
    from {{ ref('stg_council__amhp_rota') }}
    where rota_on is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['shift'],
    kind='proportion',
    measured='flow',
    extract='amhp_rota',
) }}
