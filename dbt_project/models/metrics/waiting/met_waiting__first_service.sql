-- How many days did people wait from their request to the first service?

with

cases as (

    select
        la_code,
        period_end,
        age_band,
        ended_by_type as service_type,
        days_waited
    from {{ ref('fct_national__waits_ended') }}
    where metric = 'Wait time to first service'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'service_type'],
    kind='median',
    measured='flow',
    period_length='quarter',
) }}
