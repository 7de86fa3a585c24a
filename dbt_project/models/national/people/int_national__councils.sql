-- Grain: one row per council that has a place in the joined table.

select distinct
    {{ text_key('la_code') }} as la_code,
    la_name
from {{ ref('int_national__submission_periods') }}
where load_id in (select load_id from {{ ref('int_national__submissions') }} where table_name = 'joined')
