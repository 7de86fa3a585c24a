-- Grain: one row per submission whose fields are judged.
-- Recency is 1 for that of a council's single table, 2 for the one that it is held against.

select
    opened.load_id,
    opened.la_code,
    opened.la_name,
    opened.delivery_id,
    opened.received_at,
    cast(case chosen.table_name when 'single' then 1 else 2 end as bigint) as recency
from {{ ref('int_national__loads_opened') }} as opened
inner join {{ ref('int_national__submissions') }} as chosen on opened.load_id = chosen.load_id
where chosen.table_name in ('single', 'earlier')
