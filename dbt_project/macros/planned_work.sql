{#-
  Rows for the CTE `cases` of a rate against a council's capacity plan: what it asks for of one kind of work, in the
  months of quarters that it tells whole. Nothing was done in these rows: they add to the denominator alone.
-#}
{% macro planned_work(work_type) -%}
select
    la_code,
    month_on as counted_on,
    0 as numerator,
    planned_completions as denominator
from {{ ref('fct_capacity_plans') }}
where work_type = '{{ work_type }}'
qualify count(distinct month_on) over (partition by la_code, date_trunc('quarter', month_on)) = 3
{%- endmacro %}
