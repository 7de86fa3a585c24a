-- Grain: one row per council and calendar quarter that a delivery covers.
-- Submissions overlap; each quarter is read from one of them: the latest received whose stated
-- period covers the whole quarter. The quarters between two such deliveries may be missing.

with

loads as (

    select * from {{ ref('stg_cld__loads') }}
    where
        status = 'loaded'
        and not is_withdrawn
        and cast(received_at as date) <= cast('{{ var("as_at") }}' as date)

),

-- A delivery may state more than one period. A pair of dates on fewer than one row in a hundred is a
-- slip of the pen; of the others, only what all of them cover can be relied on to be complete.
stated_periods as (

    select * from {{ ref('stg_cld__stated_periods') }}
    qualify rows_stating * 100 >= sum(rows_stating) over (partition by load_id)

),

covered as (

    select
        load_id,
        max(stated_from) as covered_from,
        min(stated_to) as covered_to
    from stated_periods
    where stated_from is not null and stated_to is not null
    group by load_id

),

quarters as (

    select
        quarter_start,
        cast(quarter_start + interval 3 month - interval 1 day as date) as quarter_end
    from {{ quarters_between('min(covered_from)', 'max(covered_to)', 'covered') }} as spine

),

-- A quarter that was not over when the file came cannot be whole in it.
candidates as (

    select
        loads.la_code,
        loads.load_id,
        loads.received_at,
        quarters.quarter_start,
        quarters.quarter_end
    from loads
    inner join covered on loads.load_id = covered.load_id
    inner join quarters
        on
            covered.covered_from <= quarters.quarter_start
            and covered.covered_to >= quarters.quarter_end
            and cast(loads.received_at as date) > quarters.quarter_end

),

winners as (

    select *
    from candidates
    qualify
        row_number() over (
            partition by la_code, quarter_start
            order by received_at desc nulls last, load_id asc nulls last
        ) = 1

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
