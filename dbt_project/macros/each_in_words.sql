{#- As in_words, of each of the codes that a text holds with semicolons between them. -#}
{% macro each_in_words(column, words) -%}
    nullif(array_to_string(list_transform({{ parts_of(column) }}, lambda part: {{ in_words('part', words) }}), ';'), '')
{%- endmacro %}
