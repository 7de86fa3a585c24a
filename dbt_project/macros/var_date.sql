{#- A project variable that holds a date, as one. -#}
{% macro var_date(name) -%}
    cast('{{ var(name) }}' as date)
{%- endmacro %}
