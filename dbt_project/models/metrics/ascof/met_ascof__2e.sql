-- How many adults with long-term support live in settled accommodation?

with

cases as (

    select * from {{ ref('fct_national__ascof_cases') }}
    where measure = 'ASCOF 2E'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='rolling',
    period_length='twelve months',
) }}
