-- Seed funding committed.

with

cases as (

    select
        *,
        as_at as counted_on,
        committed_pounds as amount
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
