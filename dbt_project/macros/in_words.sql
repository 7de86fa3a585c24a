{#- A code as the words of its list, a map from code in small letters to words; any other text as it is. -#}
{% macro in_words(column, words) -%}
    case lower(trim({{ column }}))
        {%- for code, told in words.items() %}
        when '{{ code | replace("'", "''") }}' then '{{ told | replace("'", "''") }}'
        {%- endfor %}
        else {{ column }}
    end
{%- endmacro %}
