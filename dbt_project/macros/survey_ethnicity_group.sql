{#- The ethnicity group of an answer's ethnicity, as the national surveys of adult social care list them. -#}
{% macro survey_ethnicity_group(column) -%}
    case
        when {{ column }} in ('White British', 'White Irish', 'Gypsy or Irish Traveller', 'Other White') then 'White'
        when {{ column }} in ('White and Black Caribbean', 'White and Black African', 'White and Asian', 'Other mixed')
            then 'Mixed or multiple ethnic groups'
        when {{ column }} in ('Indian', 'Pakistani', 'Bangladeshi', 'Chinese', 'Other Asian') then 'Asian or Asian British'
        when {{ column }} in ('African', 'Caribbean', 'Other Black') then 'Black, Black British, Caribbean or African'
        when {{ column }} in ('Arab', 'Other') then 'Other ethnic group'
        when {{ column }} in ('Not stated (refused)', 'Not known') then 'No data'
        else 'Unknown'
    end
{%- endmacro %}
