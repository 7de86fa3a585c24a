{#- Whether a record has a link of a kind to another that is there; `record` is a relation with la_code in scope. -#}
{% macro is_linked(record, record_ref, link) -%}
    exists (
        select 1
        from {{ ref('fct_links') }} as links
        where
            links.la_code = {{ record }}.la_code
            and links.from_ref = {{ record }}.{{ record_ref }}
            and links.link = '{{ link }}'
            and links.is_there
    )
{%- endmacro %}
