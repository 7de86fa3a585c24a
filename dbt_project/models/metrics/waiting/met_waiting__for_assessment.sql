-- How many people waited for an assessment at the month end?

with

cases as (

    select
        *,
        snapshot_on as counted_on
    from {{ ref('fct_open_work') }}
    where backlog = 'Assessment'
    qualify {{ longest_wait_of_person() }}

)

{{ metric_rows(
    'cases',
    breakdowns=['wait_type', 'route', 'priority', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason', 'locality'],
    kind='count',
    measured='snapshot',
    extract='open_work',
) }}
