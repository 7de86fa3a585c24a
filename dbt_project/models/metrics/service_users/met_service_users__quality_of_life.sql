-- Social care-related quality of life: the mean of scores from 0 to 24.

with

cases as (

    select
        *,
        surveyed_on as counted_on,
        quality_of_life as numerator,
        1 as denominator
    from {{ ref('fct_service_users_survey') }}
    where quality_of_life is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['stratum', 'age_band', 'sex', 'ethnicity_group'],
    kind='rate',
    measured='snapshot',
    extract='survey_responses_service_users',
) }}
