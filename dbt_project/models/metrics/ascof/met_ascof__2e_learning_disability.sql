-- How many adults of 18 to 64 with long-term support for a learning disability live in settled accommodation?

with

cases as (

    select * from {{ ref('fct_national__ascof_cases') }}
    where measure = 'ASCOF 2E LD'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='rolling',
    period_length='twelve months',
) }}
