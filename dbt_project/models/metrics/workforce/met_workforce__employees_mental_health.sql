-- Of the council's employees, how many say that they have a mental health condition?

with

cases as (

    {{ employees_who_say('Mental health') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['scope'],
    kind='rate',
    measured='snapshot',
    extract='workforce_equality',
) }}
