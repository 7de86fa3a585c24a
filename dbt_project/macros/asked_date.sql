{#- A project variable that may hold a date: null when it is blank. -#}
{% macro asked_date(name) -%}
    cast(nullif('{{ var(name) }}', '') as date)
{%- endmacro %}
