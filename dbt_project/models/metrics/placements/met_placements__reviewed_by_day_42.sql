-- Of short stays in care homes that reached their 42nd day, which had been reviewed by then?

with

cases as (

    select
        *,
        day_42 as counted_on,
        coalesce(first_review_on between started_on and day_42, false) as in_numerator
    from {{ ref('fct_short_placements') }}
    where coalesce(over_on, {{ far_future() }}) >= day_42

)

{{ metric_rows(
    'cases',
    breakdowns=['placement_kind', 'home_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='placements',
) }}
