{#- A date and time as text, to the millisecond. -#}
{% macro moment_text(moment) -%}
    strftime({{ moment }}, '%Y-%m-%d %H:%M:%S.%g')
{%- endmacro %}
