-- Of required training that fell due, how much was completed in time?

with

cases as (

    select
        *,
        due_on as counted_on,
        coalesce(completed_on <= due_on, false) as in_numerator
    from {{ ref('stg_council__training_completions') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['course_code', 'team', 'staff_group'],
    kind='proportion',
    measured='flow',
    extract='training_completions',
) }}
