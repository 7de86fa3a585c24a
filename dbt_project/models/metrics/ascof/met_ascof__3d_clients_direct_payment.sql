-- How many people with support in the community have a direct payment?

with

cases as (

    select * from {{ ref('fct_national__ascof_cases') }}
    where measure = 'ASCOF 3D (Clients)' and part = '2a'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='rolling',
    period_length='twelve months',
) }}
