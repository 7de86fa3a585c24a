{#- Of a list's rows about one person, whether this has waited longest; a row of nobody known stands for itself. -#}
{% macro longest_wait_of_person() -%}
    row_number() over (
        partition by la_code, snapshot_on, coalesce(person_ref, work_ref)
        order by days_waited desc nulls last, work_ref
    ) = 1
{%- endmacro %}
