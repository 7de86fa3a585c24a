-- How many people of 65 and over were newly admitted to residential or nursing care, for each 100,000 residents?

with

cases as (

    select * from {{ ref('fct_national__ascof') }}
    where measure = 'ASCOF 2C'

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='rolling',
    period_length='twelve months',
    needs=['residents'],
) }}
