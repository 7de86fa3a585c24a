-- Grain: one row per event, whole as its latest quarter tells it.
-- An event that several quarters or rows tell of is counted once. A service that is still running at
-- the end of its quarter but missing from the council's next covered quarter ended with that quarter.

with

quarter_rows as (

    select * from {{ ref('int_cld__quarter_rows') }}

),

countable as (

    select
        load_id,
        line_number,
        quarter_end,
        last_day_on,
        delivery_mechanism = 'Direct payment' as is_direct_payment,
        {{ surrogate_key([
            'person_key', 'client_type', 'event_type', 'started_on',
            "case when event_type <> 'Service' then last_day_on end",
            'route_of_access', 'assessment_type', 'service_type', 'service_component',
        ]) }} as event_key
    from quarter_rows
    where left_out_because is null

),

-- Within a quarter the open record says most, then the latest end; a service paid for in two ways is
-- one service that includes a direct payment. Only what decides is sorted: whole rows would not fit into memory.
latest as (

    select
        load_id,
        line_number,
        event_key
    from countable
    qualify
        row_number() over (
            partition by event_key
            order by
                quarter_end desc nulls last,
                last_day_on desc nulls first,
                is_direct_payment desc nulls last,
                line_number desc nulls last
        ) = 1

),

followed as (

    select
        quarter_rows.*,
        latest.event_key,
        quarter_rows.event_type = 'Service'
        and not quarter_rows.is_last_quarter
        and coalesce(quarter_rows.last_day_on, {{ far_future() }}) > quarter_rows.quarter_end as is_missing_since
    from quarter_rows
    inner join latest
        on quarter_rows.load_id = latest.load_id and quarter_rows.line_number = latest.line_number

),

closed as (

    select
        *,
        case when is_missing_since then quarter_end else last_day_on end as ended_on
    from followed

)

select * from closed
