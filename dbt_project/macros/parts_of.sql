{#- The parts of a column that holds several with semicolons between them, as a list; none of a blank one. -#}
{% macro parts_of(column) -%}
    list_filter(string_split(coalesce({{ column }}, ''), ';'), lambda part: part <> '')
{%- endmacro %}
