-- Grain: one row per council and calendar quarter that a delivery covers.
-- Submissions overlap; each quarter is read from the one that the national method takes for it: the latest
-- received whose derived period covers the whole quarter. Quarters between two such deliveries may be missing.

with

winners as (

    select
        la_code,
        load_id,
        received_at,
        block_start as quarter_start,
        block_end as quarter_end
    from {{ ref('int_national__block_winners') }}
    where table_name = 'joined'

),

placed as (

    select
        *,
        coalesce(
            lead(quarter_start) over (partition by la_code, load_id order by quarter_start asc nulls last),
            {{ far_future() }}
        ) as next_quarter_of_load,
        quarter_start = max(quarter_start) over (partition by la_code) as is_last_quarter
    from winners

)

select * from placed
