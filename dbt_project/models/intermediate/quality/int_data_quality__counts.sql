-- Grain: one row per submission, field, status, what was found and value: on how many rows.
-- Rows are those that the single table holds, each event once, and the table before it (national method, section 13).
-- A set of groups per field of the contract, all counted in one reading. The rows are counted by their text
-- first and judged by it afterwards, since a text means the same on every row.

{% set fields = cld_fields() %}

with

kept as (

    select
        load_id,
        line_number
    from {{ ref('fct_national__events') }}
    where table_name in ('single', 'earlier') and la_code is not null

),

as_sent as (

    select sent.*
    from {{ ref('stg_cld__as_sent') }} as sent
    inner join kept on sent.load_id = kept.load_id and sent._line = kept.line_number

),

told as (

    select
        load_id,
        {% for field in fields %}
            struct_pack(
                module := '{{ field.module }}',
                field := '{{ field.field }}',
                column_header := '{{ field.header }}',
                list_name := {{ "'" ~ field.codes ~ "'" if field.codes else 'cast(null as varchar)' }},
                status_code := cast({{ field.status }} as integer),
                found_code := cast({{ field.found }} as integer),
                submitted_value := cast({{ field.value }} as varchar)
            ) as {{ field.field }}_told
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from as_sent

),

-- In a set of groups every field but its own is null.
counted as (

    select
        load_id,
        coalesce(
            {% for field in fields %}
                {{ field.field }}_told
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        ) as told,
        count(*) as records
    from told
    group by grouping sets (
        {% for field in fields %}
            (load_id, {{ field.field }}_told)
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    )

)

select
    counted.load_id,
    counted.told.module,
    counted.told.field,
    counted.told.column_header,
    counted.told.list_name,
    counted.told.status_code,
    counted.told.found_code,
    counted.told.submitted_value,
    counted.records
from counted
