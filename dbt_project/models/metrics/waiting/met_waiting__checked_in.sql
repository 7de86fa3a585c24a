-- Of people who waited, with whom had the council kept in touch as its own policy says?

with

cases as (

    select
        *,
        snapshot_on as counted_on,
        coalesce(
            min(check_in_due_on) over (
                partition by la_code, snapshot_on, coalesce(person_ref, work_ref)
            ) >= snapshot_on, false
        ) as in_numerator
    from {{ ref('fct_open_work') }}
    qualify {{ longest_wait_of_person() }}

)

{{ metric_rows(
    'cases',
    breakdowns=['wait_type', 'priority', 'risk_band', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
    extract='open_work',
) }}
