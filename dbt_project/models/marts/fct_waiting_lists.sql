-- Grain: one row per month's last list, what is waited for, route, priority, risk band and age band.

with

work as (

    select * from {{ ref('fct_open_work') }}

)

select
    la_code,
    snapshot_on,
    wait_type,
    backlog,
    route,
    priority,
    risk_band,
    age_band,
    cast(count(*) as integer) as pieces_of_work,
    cast(count(*) filter (where days_waited > 28) as integer) as over_28_days,
    cast(count(*) filter (where due_on < snapshot_on) as integer) as overdue,
    min(requested_on) as first_requested_on,
    max(days_waited) as longest_days_waited,
    min(due_on) as first_due_on
from work
group by all
