-- How many days did people wait from their request to the first response?

with

cases as (

    select
        la_code,
        period_end,
        age_band,
        ended_by,
        days_waited
    from {{ ref('fct_national__waits_ended') }}
    where metric = 'Wait time to first response'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'ended_by'],
    kind='median',
    measured='flow',
    period_length='quarter',
) }}
