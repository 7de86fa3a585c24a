{#- An amount of money in whole pence, half up, so that sums of parts are the sum of the whole. -#}
{% macro pence(amount) -%}
cast(round(100 * cast({{ amount }} as decimal(18, 6))) as bigint)
{%- endmacro %}
