-- Of the council's employees, how many say that they have autism?

with

cases as (

    {{ employees_who_say('Autism') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['scope'],
    kind='rate',
    measured='snapshot',
    extract='workforce_equality',
) }}
