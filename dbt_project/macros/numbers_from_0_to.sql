{#- One row for each whole number from 0 to a last one. -#}
{% macro numbers_from_0_to(last) -%}
    unnest(generate_series(0, {{ last }}))
{%- endmacro %}
