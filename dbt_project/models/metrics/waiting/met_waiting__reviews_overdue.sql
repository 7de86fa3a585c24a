-- How many reviews on the month's last list were overdue, and how great was the risk?

with

cases as (

    select
        *,
        snapshot_on as counted_on
    from {{ ref('fct_open_work') }}
    where backlog = 'Review' and due_on < snapshot_on

)

{{ metric_rows(
    'cases',
    breakdowns=['risk_band', 'wait_type', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='open_work',
) }}
