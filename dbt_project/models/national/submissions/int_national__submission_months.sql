-- Grain: one row per load and calendar month, before the month of receipt, in which submitted events end.
-- The end is the one submitted: a death does not move it, and events without an end are in no month.

with

loads as (

    select * from {{ ref('stg_cld__loads') }}
    where
        status = 'loaded'
        and not is_withdrawn
        and cast(received_at as date) <= {{ var_date('as_at') }}

),

events as (

    select * from {{ ref('stg_cld__events') }}

),

counted as (

    select
        loads.load_id,
        cast(date_trunc('month', events.ended_on_sent) as date) as month_start,
        count(*) as records,
        count(distinct {{ text_key('events.event_type_sent') }}) as event_types
    from loads
    inner join events on loads.load_id = events.load_id
    where events.ended_on_sent < date_trunc('month', loads.received_at)
    group by loads.load_id, date_trunc('month', events.ended_on_sent)

),

-- A file of 100 such records or more: a month qualifies with at least 2% of them (2% itself is
-- enough) and at most one type of event fewer than the best month. A smaller file: every month does.
judged as (

    select
        *,
        sum(records) over (partition by load_id) < 100
        or (
            records * 100 >= 2 * sum(records) over (partition by load_id)
            and event_types >= max(event_types) over (partition by load_id) - 1
        ) as qualifies
    from counted

)

select * from judged
