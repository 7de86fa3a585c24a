-- How many requests for support were completed, and what came of them?

with

requests as (

    select * from {{ ref('fct_requests') }}

),

cases as (

    select
        la_code,
        completed_on as counted_on,
        outcome_group,
        age_band,
        sex,
        ethnicity_group,
        support_reason
    from requests

)

{{ metric_rows(
    'cases',
    breakdowns=['outcome_group', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
) }}
