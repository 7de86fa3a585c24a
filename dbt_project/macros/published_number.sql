{#-
  The number in a cell of a published table; null for a marker. Of `64.2 (64.9)` it is the one before
  the brackets, which is the official one; a thousands comma is no part of a number.
-#}
{% macro published_number(cell) -%}
    try_cast(replace(split_part({{ cell }}, ' (', 1), ',', '') as double)
{%- endmacro %}
