-- Grain: one row per submission whose fields are judged: recency is 1 for a council's single one, 2 for the one before it.

select
    read.load_id,
    read.la_code,
    read.la_name,
    read.delivery_id,
    read.received_at,
    cast(case chosen.table_name when 'single' then 1 else 2 end as bigint) as recency
from {{ ref('int_national__loads_opened') }} as read
inner join {{ ref('int_national__submissions') }} as chosen on read.load_id = chosen.load_id
where chosen.table_name in ('single', 'earlier')
