{#-
  The pseudonym in a column, or null: a blank stays null, and the words that stand for an unknown
  number (`Unknown`, `NULL`, ...), which the front door does not hash, identify nobody.
-#}
{% macro pseudonym(column) -%}
    case when length({{ column }}) = 64 then {{ column }} end
{%- endmacro %}
