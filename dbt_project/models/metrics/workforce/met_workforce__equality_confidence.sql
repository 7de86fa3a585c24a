-- Of staff answers about equality, how many were confident?

with

cases as (

    select
        *,
        closed_on as counted_on,
        answer_code >= 4 as in_numerator
    from {{ ref('stg_council__staff_survey') }}
    where lower(question_code) like 'edi%' and answer_code between 1 and 5

)

{{ metric_rows(
    'cases',
    breakdowns=['staff_group'],
    kind='proportion',
    measured='flow',
    extract='staff_survey',
) }}
