{#- The working age band as person details and 2E have it: an age of 0 or below is no age. -#}
{% macro age_band_of_people(age) -%}
    case when {{ age }} < 1 then 'Unknown' else {{ age_band(age) }} end
{%- endmacro %}
