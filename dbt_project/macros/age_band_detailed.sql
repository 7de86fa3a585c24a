{#- The national ten-year or so age band of an age in years. -#}
{% macro age_band_detailed(age) -%}
    case
        when {{ age }} < 18 then 'Under 18'
        when {{ age }} < 25 then '18 to 24'
        when {{ age }} < 45 then '25 to 44'
        when {{ age }} < 65 then '45 to 64'
        when {{ age }} < 75 then '65 to 74'
        when {{ age }} < 85 then '75 to 84'
        when {{ age }} < 95 then '85 to 94'
        when {{ age }} >= 95 then '95 and above'
        else 'Unknown'
    end
{%- endmacro %}
