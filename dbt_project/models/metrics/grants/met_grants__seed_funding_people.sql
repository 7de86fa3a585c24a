-- People reached by seed funding.

with

cases as (

    select
        *,
        as_at as counted_on,
        coalesce(people_reached, 0) as amount
    from {{ ref('fct_grants') }}
    where direction = 'Given' and grant_name = 'Local seed funding'

)

{{ metric_rows(
    'cases',
    breakdowns=['recipient_kind'],
    kind='sum',
    measured='snapshot',
    extract='grants',
) }}
