{#- One row for each text of a list, or each of some columns. -#}
{% macro each_of(texts, columns=false) -%}
    unnest([{% for text in texts %}{{ text if columns else "'" ~ text ~ "'" }}{{ ", " if not loop.last }}{% endfor %}])
{%- endmacro %}
