-- People with control over their daily life: of those who answered the national survey.

with

cases as (

    select
        *,
        surveyed_on as counted_on,
        has_control as in_numerator
    from {{ ref('fct_service_users_survey') }}
    where has_control is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['stratum', 'age_band', 'sex', 'ethnicity_group'],
    kind='proportion',
    measured='snapshot',
    extract='survey_responses_service_users',
) }}
