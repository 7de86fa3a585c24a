-- Carers included in discussions: of carers who answered the national survey.

with

cases as (

    select
        *,
        surveyed_on as counted_on,
        is_consulted as in_numerator
    from {{ ref('fct_carers_survey') }}
    where is_consulted is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_given'],
    kind='proportion',
    measured='snapshot',
    extract='survey_responses_carers',
) }}
