-- Of work that waited, whose check-in with the person was within the council's policy?

with

cases as (

    select
        *,
        snapshot_on as counted_on,
        coalesce(check_in_due_on >= snapshot_on, false) as in_numerator
    from {{ ref('fct_open_work') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['wait_type', 'priority', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='snapshot',
    extract='open_work',
) }}
