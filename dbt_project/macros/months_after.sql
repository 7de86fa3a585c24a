{#- The same day of the month some months later or earlier; the month's last day where there is no such day. -#}
{% macro months_after(day, months) -%}
    cast({{ day }} + interval ({{ months }}) month as date)
{%- endmacro %}
