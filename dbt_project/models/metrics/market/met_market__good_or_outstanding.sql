-- Of rated care locations in the area, how many are good or outstanding?

with

cases as (

    select
        *,
        month_end_on as counted_on,
        is_good as in_numerator
    from {{ ref('fct_care_locations') }}
    where is_rated

)

{{ metric_rows(
    'cases',
    breakdowns=['inspection_category'],
    kind='proportion',
    measured='snapshot',
    extract='provider_directory',
) }}
