-- Grain: one row per council, length of period and period that deliveries cover wholly.

with

months as (

    select * from {{ ref('dim_month_end') }}

),

quarters as (

    select
        la_code,
        min(period_start) as period_start,
        max(period_end) as period_end
    from months
    group by la_code, year(period_start), quarter(period_start)

)

select
    la_code,
    'month' as period_length,
    period_start,
    period_end
from months

union all

select
    la_code,
    'quarter' as period_length,
    period_start,
    period_end
from quarters
