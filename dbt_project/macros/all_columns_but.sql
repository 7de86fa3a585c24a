{#- All columns of a relation but some. -#}
{% macro all_columns_but(columns, relation=none) -%}
    {{ relation ~ '.' if relation }}* exclude ({{ columns | join(', ') }})
{%- endmacro %}
