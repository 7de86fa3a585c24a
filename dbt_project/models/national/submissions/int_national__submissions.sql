-- Grain: one row per table and chosen submission.
-- A submission chosen for several blocks is read once, for the period from the first of them to the
-- last, also where another submission won a block between them: that is the national method.
-- In the night, what a council's single submission is held against: the one before it that tells of twelve months.

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

),

-- A derived period may go on after the last quarter's end that had passed when its submission came.
submissions as (

    select
        *,
        cast(date_trunc('quarter', least(derived_to + interval 1 day, cast(received_at as date))) as date) as day_after
    from {{ ref('int_national__submission_periods') }}
    where {{ is_not_passed_over('received_at') }}

),

earlier as (

    select
        'earlier' as table_name,
        submissions.load_id,
        submissions.la_name,
        submissions.received_at,
        submissions.receipt_order,
        {{ months_after('submissions.day_after', -12) }} as period_from,
        cast(submissions.day_after - interval 1 day as date) as period_to
    from collapsed as single
    inner join submissions
        on
            {{ text_key('single.la_name') }} = {{ text_key('submissions.la_name') }}
            and single.receipt_order > submissions.receipt_order
            and submissions.derived_from <= {{ months_after('submissions.day_after', -12) }}
    inner join {{ ref('int_national__scope') }} as scope on not scope.is_asked_for
    where single.table_name = 'single'
    qualify row_number() over (partition by single.load_id order by submissions.receipt_order desc) = 1

)

select * from collapsed
union all
select * from earlier
