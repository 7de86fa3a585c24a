-- Carers with enough social contact: of carers who answered the national survey.

with

cases as (

    select
        *,
        surveyed_on as counted_on,
        has_social_contact as in_numerator
    from {{ ref('fct_carers_survey') }}
    where has_social_contact is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_given'],
    kind='proportion',
    measured='snapshot',
    extract='survey_responses_carers',
) }}
