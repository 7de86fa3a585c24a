{#-
  A text of an event as the event's key has it: as text_key, or what stands for it where another file hides it, so that
  both are one. Needs the relation stand_ins.
-#}
{% macro told_apart(sent, column) -%}
    coalesce(stand_ins.{{ column }}[{{ text_key(sent) }}], {{ text_key(sent) }})
{%- endmacro %}
