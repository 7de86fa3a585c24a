-- How much support waited to start at the month end?

with

cases as (

    select
        *,
        snapshot_on as counted_on
    from {{ ref('fct_open_work') }}
    where waits_for_support

)

{{ metric_rows(
    'cases',
    breakdowns=['wait_type', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='open_work',
) }}
