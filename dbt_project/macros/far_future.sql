{#- Stands for the end of what has not ended, as in the national method. -#}
{% macro far_future() -%}
    date '9999-01-01'
{%- endmacro %}
