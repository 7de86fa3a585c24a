-- Grain: one row per delivery, field, status, what was found and value: on how many rows.
-- A branch per field of the contract. The rows are counted by their text first and judged by it
-- afterwards, since a text means the same on every row.

with

loads as (

    select * from {{ ref('int_data_quality__loads') }}
    where recency <= 2

),

as_sent as materialized (

    select * from {{ ref('stg_cld__as_sent') }}
    where load_id in (select loads.load_id from loads)

)

{% for field in cld_fields() %}
    select
        load_id,
        '{{ field.module }}' as module,
        '{{ field.field }}' as field,
        '{{ field.header }}' as column_header,
        {{ "'" ~ field.codes ~ "'" if field.codes else 'cast(null as varchar)' }} as list_name,
        cast({{ field.status }} as integer) as status_code,
        cast({{ field.found }} as integer) as found_code,
        cast({{ field.value }} as varchar) as submitted_value,
        count(*) as records
    from as_sent
    group by load_id, status_code, found_code, submitted_value
    {% if not loop.last %}union all{% endif %}
{% endfor %}
