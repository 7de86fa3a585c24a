{#-
  What one register says of two records: a row per pair, in the direction of the thread.

  register    its staging model
  from_column, to_column   hold one id or several
  link        how the first leads to the second
-#}
{% macro links(register, from_column, link, to_column) %}
    select
        la_code,
        from_ref,
        '{{ link }}' as link,
        unnest({{ parts_of(to_column) }}) as to_ref
    from (
        select
            la_code,
            unnest({{ parts_of(from_column) }}) as from_ref,
            {{ to_column }}
        from {{ ref(register) }}
    )
{% endmacro %}
