{#- The last day of the period that 2D is about: the end of the month three months before the other measures' end. -#}
{% macro discharges_to() -%}
    last_day({{ months_after(var_date('national_period_end'), -3) }})
{%- endmacro %}
