{#- The day from which the national joined table begins, and requests can have waits. -#}
{% macro client_level_data_began() -%}
    date '2023-04-01'
{%- endmacro %}
