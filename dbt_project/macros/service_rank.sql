{#- The national order of services from the most intensive on; 99 for any other and for none. -#}
{% macro service_rank(service_type) -%}
    case {{ service_type }}
        when 'Long term support: Nursing care' then 1
        when 'Long term support: Residential care' then 2
        when 'Long term support: Community' then 3
        when 'Long term support: Prison' then 4
        when 'Short term support: ST-Max' then 5
        when 'Short term support: Ongoing low level' then 6
        when 'Short term support: Other short term' then 7
        else 99
    end
{%- endmacro %}
