-- Grain: one row per table and block of time for which one submission is chosen.
-- The joined table is cut into three months at a time, from its first day on, not into calendar
-- quarters; a last block that would end after the period is dropped. The single table is one block.

with

scope as (

    select * from {{ ref('int_national__scope') }}

),

spine as (

    select
        *,
        unnest(range(0, date_diff('month', joined_start, period_end) + 1, 3)) as months
    from scope

),

threes as (

    select
        'joined' as table_name,
        {{ months_after('joined_start', 'months') }} as block_start,
        cast({{ months_after('joined_start', 'months + 3') }} - interval 1 day as date) as block_end,
        period_end
    from spine

),

blocks as (

    select
        table_name,
        block_start,
        block_end
    from threes
    where block_end <= period_end

    union all

    select
        'single' as table_name,
        period_start as block_start,
        period_end as block_end
    from scope
    where period_end is not null

)

select * from blocks
