-- Carer-reported quality of life: the mean of scores from 0 to 12.

with

cases as (

    select
        *,
        surveyed_on as counted_on,
        quality_of_life as numerator,
        1 as denominator
    from {{ ref('fct_carers_survey') }}
    where quality_of_life is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_given'],
    kind='rate',
    measured='snapshot',
    extract='survey_responses_carers',
) }}
