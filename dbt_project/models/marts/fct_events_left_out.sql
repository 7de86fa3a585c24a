-- Grain: one row per council, quarter, event type and reason for which rows are counted nowhere else.

with

placed as (

    select * from {{ ref('int_cld__quarter_rows') }}
    where left_out_because is not null

)

select
    la_code,
    quarter_start as period_start,
    quarter_end as period_end,
    coalesce(event_type, 'none') as event_type,
    left_out_because,
    count(*) as rows_left_out
from placed
group by all
