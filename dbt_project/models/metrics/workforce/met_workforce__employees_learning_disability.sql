-- Of the council's employees, how many say that they have a learning disability?

with

cases as (

    {{ employees_who_say('Learning disability') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['scope'],
    kind='rate',
    measured='snapshot',
    extract='workforce_equality',
) }}
