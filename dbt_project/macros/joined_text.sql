{#- The texts of a group, in order, with commas between them. -#}
{% macro joined_text(column) -%}
    string_agg({{ column }}, ', ' order by {{ column }})
{%- endmacro %}
