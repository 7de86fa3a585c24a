{#-
  Whether a row is of the latest delivery that holds its record: of rows alike in these columns, those
  received last count (the contract's `latest_of`). For rows that carry their delivery's receipt.
-#}
{% macro of_latest_delivery(columns) -%}
    dense_rank() over (partition by {{ columns | join(', ') }} order by received_at desc, load_id desc) = 1
{%- endmacro %}
