-- Grain: one row per council and what it is about.
-- An open risk, by its latest scoring, that nothing is done about and that was not accepted.
with

scored as (
    select * from {{ ref('stg_registers__risks') }}
    qualify row_number() over (partition by la_code, risk_ref order by scored_on desc) = 1
)

select
    la_code,
    risk_ref as subject_ref,
    'It scores ' || likelihood * impact || ' against a target of ' || target_score
    || ', and no action that there is reduces it.' as told,
    scored_on as since,
    owner as owner_role
from scored
where
    status = 'Open'
    and not list_contains({{ parts_of('action_refs') }}, 'ACCEPTED')
    and not {{ is_linked('scored', 'risk_ref', 'asked for') }}
