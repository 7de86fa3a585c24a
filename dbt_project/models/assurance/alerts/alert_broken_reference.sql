-- Grain: one row per council and what it is about.
-- A record that refers to what no register holds.
select
    links.la_code,
    records.record_ref as subject_ref,
    'It refers to '
    || string_agg(distinct links.to_ref, ', ' order by links.to_ref)
    || ', which no register holds.' as told,
    max(deliveries.delivered_on) as since,
    any_value(records.owner_role) as owner_role
from {{ ref('fct_links') }} as links
inner join {{ ref('dim_records') }} as records
    on links.la_code = records.la_code and links.from_ref = records.record_ref
inner join {{ ref('int_register_deliveries') }} as deliveries on records.load_id = deliveries.load_id
where not links.is_there
group by links.la_code, records.record_ref
