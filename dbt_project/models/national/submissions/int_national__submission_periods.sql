-- Grain: one row per load.
-- The period that a submission states, and the one that the national method derived from its events as it landed
-- (goldenthread/coverage.py): from the first to the last month that qualifies, whatever lies between.

with

loads as (

    select
        *,
        -- Grows with the order of receipt, as the national database's record ids do.
        dense_rank() over (order by received_at asc nulls first, load_id asc nulls first) as receipt_order,
        -- A council has one name, the one that came last.
        coalesce(
            max_by(la_name, received_at) filter (where la_name is not null) over (partition by la_code), la_code
        ) as latest_name
    from {{ ref('stg_cld__loads') }}
    where
        status = 'loaded'
        and not is_withdrawn
        and cast(received_at as date) <= {{ var_date('as_at') }}

),

stated as (

    select
        load_id,
        count(*) as stated_periods,
        min(stated_from) as stated_from,
        max(stated_to) as stated_to
    from {{ ref('stg_cld__stated_periods') }}
    group by load_id

),

told as (

    select
        loads.load_id,
        loads.la_code,
        loads.latest_name as la_name,
        loads.received_at,
        loads.receipt_order,
        stated.stated_periods,
        stated.stated_from,
        stated.stated_to,
        loads.derived_from,
        loads.derived_to
    from loads
    left join stated on loads.load_id = stated.load_id

)

select * from told
