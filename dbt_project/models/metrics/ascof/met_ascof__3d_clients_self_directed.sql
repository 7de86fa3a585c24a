-- How many people with support in the community direct it themselves?

with

cases as (

    select * from {{ ref('fct_national__ascof_cases') }}
    where measure = 'ASCOF 3D (Clients)' and part = '1a'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='rolling',
    period_length='twelve months',
) }}
