-- Grain: one row per table and chosen submission.
-- A submission chosen for several blocks is read once, for the period from the first of them to the
-- last, also where another submission won a block between them: that is the national method.

with

winners as (

    select * from {{ ref('int_national__block_winners') }}

),

collapsed as (

    select
        table_name,
        load_id,
        la_name,
        received_at,
        receipt_order,
        min(block_start) as period_from,
        max(block_end) as period_to
    from winners
    group by table_name, load_id, la_name, received_at, receipt_order

)

select * from collapsed
