-- Grain: one row per council, plan, kind of work and month: what its latest version asks for.

with

plans as (

    select * from {{ ref('stg_council__capacity_plans') }}
    where month is not null and work_type is not null and planned_completions is not null

)

select
    la_code,
    plan_ref,
    version,
    work_type,
    month as month_on,
    planned_completions
from plans
qualify
    row_number() over (
        partition by la_code, plan_ref, work_type, month order by version desc nulls last, line_number desc nulls last
    ) = 1
