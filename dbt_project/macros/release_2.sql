{#-
  The Release 2 value of a coded column: null when blank, the list's value whatever the case in
  which it was sent and whichever release it is of, else `Invalid and not mapped`.
  Reads `lists`, one row with a map for each list: a text is looked up once for a batch of rows that
  hold it, where a join would look for each row.
-#}
{% macro release_2(column, list) -%}
    coalesce(
        lists.{{ list | lower }}[lower({{ column }})],
        case when {{ column }} is not null then 'Invalid and not mapped' end
    )
{%- endmacro %}
