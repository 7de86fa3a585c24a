-- Grain: one row per event, whole as its latest quarter tells it.
-- An event that several quarters or rows tell of is counted once. A service that is still running at
-- the end of its quarter but missing from the council's next covered quarter ended with that quarter.

with

countable as (

    select
        *,
        {{ surrogate_key([
            'person_key', 'client_type', 'event_type', 'started_on',
            "case when event_type <> 'Service' then last_day_on end",
            'route_of_access', 'assessment_type', 'service_type', 'service_component',
        ]) }} as event_key
    from {{ ref('int_cld__quarter_rows') }}
    where left_out_because is null

),

-- Within a quarter the open record says most, then the latest end; a service paid for in two ways is
-- one service that includes a direct payment.
latest as (

    select *
    from countable
    qualify
        row_number() over (
            partition by event_key
            order by
                quarter_end desc nulls last,
                last_day_on desc nulls first,
                (delivery_mechanism = 'Direct payment') desc nulls last,
                line_number desc nulls last
        ) = 1

),

followed as (

    select
        *,
        event_type = 'Service'
        and not is_last_quarter
        and coalesce(last_day_on, {{ far_future() }}) > quarter_end as is_missing_since
    from latest

),

closed as (

    select
        *,
        case when is_missing_since then quarter_end else last_day_on end as ended_on
    from followed

)

select * from closed
