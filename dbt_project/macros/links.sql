{#-
  What one register says of two records: a row per pair, in the direction of the thread.

  register    whose rows say it; its own id is the first of its key
  from_column, to_column   hold one id or several
  link        how the first leads to the second

  Gives is_from_named too: whether the first is what the row names, and not the row itself.
-#}
{% macro links(register, from_column, link, to_column) %}
    select
        la_code,
        from_ref,
        '{{ link }}' as link,
        unnest({{ parts_of(to_column) }}) as to_ref,
        {{ from_column != extracts()[register]['key'][0] }} as is_from_named
    from (
        select
            la_code,
            unnest({{ parts_of(from_column) }}) as from_ref,
            {{ to_column }}
        from {{ ref('stg_registers__' ~ register) }}
    )
{% endmacro %}
