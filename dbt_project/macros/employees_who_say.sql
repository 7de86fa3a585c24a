{#-
  The council's employees who say something of themselves at each census of its workforce, for `metric_rows`: of the
  characteristic, every category but that they have none or do not say.
-#}
{% macro employees_who_say(characteristic) -%}
select
        *,
        snapshot_date as counted_on,
        employees as numerator
    from {{ ref('stg_council__workforce_equality') }}
    where
        characteristic = '{{ characteristic }}'
        and scope = 'Whole council'
        and lower(category) not in ('no', 'none', 'not declared')
{%- endmacro %}
