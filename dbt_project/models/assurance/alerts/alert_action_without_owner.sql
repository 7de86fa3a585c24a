-- Grain: one row per council and what it is about.
-- A live action that nobody owns.
select
    la_code,
    action_ref as subject_ref,
    'No role is named as its owner.' as told,
    coalesce(started_on, baseline_due_on) as since,
    null as owner_role
from {{ ref('fct_actions') }}
where not is_closed and owner_role is null
