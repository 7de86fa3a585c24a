{#- Midnights from one date to another; negative when the second is the earlier. -#}
{% macro days_between(earlier, later) -%}
    date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro %}
