-- Grain: one row per council and what it is about.
-- An action that is called complete without a document that shows it.
select
    la_code,
    action_ref as subject_ref,
    'Called complete, and no evidence of that is held.' as told,
    coalesce(closed_on, due_on) as since,
    owner_role
from {{ ref('fct_actions') }}
where status = 'Complete' and not has_evidence
