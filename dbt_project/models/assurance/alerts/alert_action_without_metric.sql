-- Grain: one row per council and what it is about.
-- A live action that names no metric that it should move, nor says that there is none.
select
    actions.la_code,
    actions.action_ref as subject_ref,
    'No metric is named that it should move.' as told,
    coalesce(actions.started_on, actions.baseline_due_on) as since,
    actions.owner_role
from {{ ref('fct_actions') }} as actions
inner join {{ ref('stg_registers__improvement_actions') }} as written
    on actions.la_code = written.la_code and actions.action_ref = written.action_ref
where not actions.is_closed and written.metric_refs is null
