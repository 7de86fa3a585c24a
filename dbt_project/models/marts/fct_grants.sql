-- Grain: one row per grant line and month: this financial year's lines, as the month's last list has them.

with

lines as (

    select * from {{ ref('stg_council__grants') }}
    where as_at is not null
    qualify as_at = max(as_at) over (partition by la_code, date_trunc('month', as_at))

)

select
    la_code,
    grant_ref,
    line_ref,
    period,
    as_at,
    grant_name,
    direction,
    recipient_kind,
    target_area,
    cast(round(allocated) as bigint) as allocated_pounds,
    cast(round(coalesce(committed, 0)) as bigint) as committed_pounds,
    cast(round(coalesce(spent, 0)) as bigint) as spent_pounds,
    people_reached
from lines
where left(period, 4) = cast(year(as_at - interval 3 month) as varchar)
