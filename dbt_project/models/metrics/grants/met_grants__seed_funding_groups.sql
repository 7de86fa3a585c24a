-- Groups given seed funding.

with

cases as (

    select
        *,
        as_at as counted_on
    from {{ ref('fct_grants') }}
    where direction = 'Given' and grant_name = 'Local seed funding'

)

{{ metric_rows(
    'cases',
    breakdowns=['recipient_kind'],
    kind='count',
    measured='snapshot',
    extract='grants',
) }}
