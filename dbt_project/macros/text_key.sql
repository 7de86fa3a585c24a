{#-
  A text as the national method's platform compares it: without regard to case or trailing blanks.
  Leading blanks count. Pseudonyms are in small letters already, so that they stay as they are.
-#}
{% macro text_key(column) -%}
    lower(rtrim({{ column }}))
{%- endmacro %}
