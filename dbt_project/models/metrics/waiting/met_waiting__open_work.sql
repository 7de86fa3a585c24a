-- How many pieces of work waited at the month end?

with

cases as (

    select
        *,
        snapshot_on as counted_on
    from {{ ref('fct_open_work') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['wait_type', 'team', 'delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='open_work',
) }}
