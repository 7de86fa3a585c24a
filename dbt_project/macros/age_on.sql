{#-
  Whole years of age on a date, by the national method's arithmetic: days since the first of the
  birth month over 365.25, rounded down. Null when either is unknown.
-#}
{% macro age_on(birth_month_on, day) -%}
    cast(floor({{ days_between(birth_month_on, day) }} / 365.25) as integer)
{%- endmacro %}
