-- Grain: one row per delivery in use that is of one council and of a period.

with

loads as (

    select * from {{ source('raw', 'loads') }}

)

select
    load_id,
    extract,
    la_code,
    period_start,
    period_end,
    cast(received_at as date) as received_on
from loads
where status = 'loaded' and not coalesce(withdrawn, false) and la_code is not null and period_start is not null
