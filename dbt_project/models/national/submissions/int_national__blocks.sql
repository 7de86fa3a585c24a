-- Grain: one row per table and block of time for which one submission is chosen.
-- The joined table is cut into three months at a time, from its first day on, not into calendar
-- quarters; a last block that would end after the period is dropped. The single table is one block.

with

spine as (

    select {{ numbers_from_0_to(400) }} as number

),

threes as (

    select
        'joined' as table_name,
        {{ months_after(var_date('national_joined_start'), 'number * 3') }} as block_start,
        cast({{ months_after(var_date('national_joined_start'), 'number * 3 + 3') }} - interval 1 day as date)
            as block_end
    from spine

),

blocks as (

    select * from threes
    where block_end <= {{ var_date('national_period_end') }}

    union all

    select
        'single' as table_name,
        {{ var_date('national_period_start') }} as block_start,
        {{ var_date('national_period_end') }} as block_end

)

select * from blocks
