-- Of funded full-time posts, how much is vacant?

with

cases as (

    select
        *,
        snapshot_on as counted_on,
        greatest(established_hundredths - coalesce(filled_hundredths, 0), 0) as numerator,
        established_hundredths as denominator
    from {{ ref('fct_workforce_posts') }}
    where established_hundredths > 0

)

{{ metric_rows(
    'cases',
    breakdowns=['team'],
    kind='rate',
    measured='snapshot',
    extract='workforce_posts',
) }}
