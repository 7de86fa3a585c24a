-- Grain: one row per council and claim of the latest self-assessment, where claims are let out.
select
    claims.la_code,
    claims.claim_ref,
    claims.sa_version,
    claims.quality_statement,
    claims.claim_kind,
    claims.text,
    claims.metric_tests,
    claims.change_from_last,
    claims.change_reason,
    claims.refreshed_on,
    claims.document_refs is not null or claims.voice_refs is not null or claims.metric_tests is not null as has_evidence
from {{ ref('stg_registers__self_assessment_claims') }} as claims
inner join {{ ref('public_kinds') }} as kinds on kinds.kind = 'claim' and kinds.is_public
qualify
    row_number() over (
        partition by claims.la_code, claims.claim_ref order by claims.refreshed_on desc, claims.sa_version desc
    ) = 1
