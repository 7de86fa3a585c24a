-- How many days had assessments waited so far that were open at the month end?

with

cases as (

    select
        *,
        snapshot_on as counted_on
    from {{ ref('fct_open_work') }}
    where backlog = 'Assessment'

)

{{ metric_rows(
    'cases',
    breakdowns=['wait_type', 'route', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='median',
    measured='snapshot',
    extract='open_work',
) }}
