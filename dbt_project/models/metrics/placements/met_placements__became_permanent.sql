-- Of short stays in care homes that were over, which had become permanent within 26 weeks?

with

cases as (

    select
        *,
        over_on as counted_on,
        coalesce(became_permanent_on <= day_182, false) as in_numerator
    from {{ ref('fct_short_placements') }}
    where over_on is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['placement_kind', 'home_type', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='placements',
) }}
