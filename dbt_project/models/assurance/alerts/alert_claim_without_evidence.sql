-- Grain: one row per council and what it is about.
-- A claim of strength or improvement, as it stands, that nothing is given for. (A comparison needs a test:
-- alert_claim_not_supported.)
select
    claims.la_code,
    claims.claim_ref as subject_ref,
    'Nothing is given for it: no metric, no document, nobody''s voice.' as told,
    claims.refreshed_on as since,
    null as owner_role
from {{ ref('stg_registers__self_assessment_claims') }} as claims
inner join {{ ref('dim_records') }} as records
    on
        claims.la_code = records.la_code
        and claims.claim_ref = records.record_ref
        and claims.load_id = records.load_id
        and claims.line_number = records.line_number
where
    claims.change_from_last is distinct from 'Removed'
    and claims.claim_kind in ('Strength', 'Improving')
    and claims.metric_tests is null
    and claims.document_refs is null
    and claims.voice_refs is null
