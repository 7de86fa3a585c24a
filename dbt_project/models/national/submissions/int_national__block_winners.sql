-- Grain: one row per table, council and block for which a submission qualifies.
-- Of the submissions whose derived period covers the block, the one received last is chosen.

with

blocks as (

    select * from {{ ref('int_national__blocks') }}

),

submissions as (

    select * from {{ ref('int_national__submission_periods') }}

),

qualifying as (

    select
        blocks.table_name,
        blocks.block_start,
        blocks.block_end,
        submissions.*
    from blocks
    inner join submissions
        on
            blocks.block_start >= submissions.derived_from
            and blocks.block_end <= submissions.derived_to
            and blocks.block_end < submissions.received_at
    where submissions.is_received and {{ is_not_passed_over('submissions.received_at') }}

),

winners as (

    select *
    from qualifying
    qualify
        row_number() over (
            partition by table_name, {{ text_key('la_name') }}, block_start
            order by received_at desc nulls last, receipt_order desc nulls last
        ) = 1

)

select * from winners
