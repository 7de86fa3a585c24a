-- Of the council's employees, how many say that they have a learning disability?

with

cases as (

    select
        *,
        snapshot_date as counted_on,
        employees as numerator
    from {{ ref('stg_council__workforce_equality') }}
    where
        characteristic = 'Learning disability'
        and scope = 'Whole council'
        and lower(category) not in ('no', 'none', 'not declared')

)

{{ metric_rows(
    'cases',
    breakdowns=['scope'],
    kind='rate',
    measured='snapshot',
    extract='workforce_equality',
) }}
