{#- One list as a map from each value, in lower case, to its Release 2 value; named as the list. -#}
{% macro list_map(list) -%}
    map(
        list(value_key) filter (where list_name = '{{ list }}'),
        list(value_release_2) filter (where list_name = '{{ list }}')
    ) as {{ list | lower }}
{%- endmacro %}
