-- Grain: one row per council that has a place in the joined table.

select distinct
    {{ text_key('periods.la_code') }} as la_code,
    periods.la_name
from {{ ref('int_national__submission_periods') }} as periods
inner join {{ ref('int_national__submissions') }} as submissions on periods.load_id = submissions.load_id
where submissions.table_name = 'joined'
