{#-
  Within a group: the value of a column on the most recent row that knows it, by `recency`.
  `unknown` lists the texts that say nothing. Null when no row knows.
-#}
{% macro latest_known(column, unknown=[]) -%}
    max_by({{ column }}, recency) filter (
        where {{ column }} is not null
        {%- if unknown %} and {{ column }} not in ('{{ unknown | join("', '") }}') {%- endif %}
    )
{%- endmacro %}
