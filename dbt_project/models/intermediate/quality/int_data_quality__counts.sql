-- Grain: one row per submission, field, status, what was found and value: on how many rows.
-- Rows are those that the single table holds, each event once, and the table before it (national method, section 13).
-- A branch per field of the contract. The rows are counted by their text first and judged by it
-- afterwards, since a text means the same on every row.

with

kept as (

    select
        load_id,
        line_number
    from {{ ref('fct_national__events') }}
    where table_name in ('single', 'earlier') and la_code is not null

),

as_sent as materialized (

    select sent.*
    from {{ ref('stg_cld__as_sent') }} as sent
    inner join kept on sent.load_id = kept.load_id and sent._line = kept.line_number

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
