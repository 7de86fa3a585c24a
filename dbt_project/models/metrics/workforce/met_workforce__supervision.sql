-- Of supervision meetings due, how many were held in the month?

with

cases as (

    select
        *,
        due_month as counted_on,
        coalesce(held_on <= last_day(due_month), false) as in_numerator
    from {{ ref('stg_council__supervision') }}
    where coalesce(excused <> 'Yes', true)

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'staff_group'],
    kind='proportion',
    measured='flow',
    extract='supervision',
) }}
