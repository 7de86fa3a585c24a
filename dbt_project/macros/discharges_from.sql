{#- The first day of the period that 2D is about: three months before the other measures'. -#}
{% macro discharges_from() -%}
    {{ months_after(var_date('national_period_start'), -3) }}
{%- endmacro %}
