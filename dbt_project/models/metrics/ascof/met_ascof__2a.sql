-- After how many episodes of reablement of new clients was no long-term support needed?

with

cases as (

    select * from {{ ref('fct_national__ascof_cases') }}
    where measure = 'ASCOF 2A'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='rolling',
    period_length='twelve months',
) }}
