{#- The national working age band of an age in years. -#}
{% macro age_band(age) -%}
    case
        when {{ age }} < 18 then 'Under 18'
        when {{ age }} < 65 then '18 to 64'
        when {{ age }} >= 65 then '65 and above'
        else 'Unknown'
    end
{%- endmacro %}
