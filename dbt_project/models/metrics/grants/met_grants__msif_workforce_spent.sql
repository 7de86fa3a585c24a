-- Of the workforce allocation, how much has been spent?

with

cases as (

    select
        *,
        as_at as counted_on,
        spent_pounds as numerator,
        allocated_pounds as denominator
    from {{ ref('fct_grants') }}
    where
        direction = 'Received'
        and allocated_pounds is not null
        and (grant_name = 'MSIF workforce' or (
            grant_name = 'MSIF'
            and target_area = 'Capacity and retention'
        ))

)

{{ metric_rows(
    'cases',
    breakdowns=['grant_name'],
    kind='rate',
    measured='snapshot',
    extract='grants',
) }}
