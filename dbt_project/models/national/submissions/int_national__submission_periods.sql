-- Grain: one row per load.
-- The period that a submission states, and the one that the national method derived from its events as it landed
-- (goldenthread/coverage.py): no row of a submission is read to choose between them. One received after the as-at date
-- has its periods too; it is not received yet, and nothing else is made of it.

with

received as (

    select
        *,
        cast(received_at as date) <= {{ var_date('as_at') }} as is_received
    from {{ ref('stg_cld__loads') }}
    where status = 'loaded' and not is_withdrawn

),

loads as (

    select
        *,
        -- Grows with the order of receipt, as the national database's record ids do.
        dense_rank() over (order by received_at asc nulls first, load_id asc nulls first) as receipt_order,
        -- A council has one name, the one that came last.
        coalesce(
            max_by(la_name, received_at) filter (where la_name is not null and is_received) over (partition by la_code),
            la_name,
            la_code
        ) as latest_name
    from received

)

select
    load_id,
    la_code,
    latest_name as la_name,
    received_at,
    receipt_order,
    is_received,
    stated_periods,
    stated_from,
    stated_to,
    derived_from,
    derived_to
from loads
