{#- The marker that stands in a cell of a published table in place of a number: `[c]`, `[x]`, `[z]`; else null. -#}
{% macro published_marker(cell) -%}
    case when regexp_full_match({{ cell }}, '\[[a-z]\]') then {{ cell }} end
{%- endmacro %}
