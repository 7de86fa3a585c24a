-- Grain: one row per council and what it is about.
-- A record that refers to what no register holds: what it leads to, or what it says that it comes from.
with

broken as (
    select
        la_code,
        from_ref as record_ref,
        to_ref as named_ref
    from {{ ref('fct_links') }}
    where not is_there
    union
    select
        la_code,
        to_ref as record_ref,
        from_ref as named_ref
    from {{ ref('fct_links') }}
    where not from_is_there
)

select
    broken.la_code,
    records.record_ref as subject_ref,
    'It refers to '
    || string_agg(distinct broken.named_ref, ', ' order by broken.named_ref)
    || ', which no register holds.' as told,
    max(deliveries.delivered_on) as since,
    any_value(records.owner_role) as owner_role
from broken
inner join {{ ref('dim_records') }} as records
    on broken.la_code = records.la_code and broken.record_ref = records.record_ref
inner join {{ ref('int_register_deliveries') }} as deliveries on records.load_id = deliveries.load_id
group by broken.la_code, records.record_ref
