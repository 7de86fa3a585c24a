-- Of assessments, reviews and DoLS applications that waited at the month end, which had for over 28 days?

with

cases as (

    select
        *,
        snapshot_on as counted_on,
        days_waited > 28 as in_numerator
    from {{ ref('fct_open_work') }}
    where backlog is not null and days_waited is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['backlog', 'priority', 'wait_type', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
    extract='open_work',
) }}
