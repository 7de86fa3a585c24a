{#- How a claim's test is written, as a pattern: metric, what it asks of it, a bound or whom it is held against. -#}
{% macro claim_test() -%}
^([a-z0-9_]+__[a-z0-9_]+) (improving|not worsening|at least|at most|better than) ?([0-9.]+)?(England|region|peer group)?$
{%- endmacro %}
