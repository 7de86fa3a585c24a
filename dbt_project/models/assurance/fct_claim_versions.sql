-- Grain: one row per council, claim of the self-assessment and version of that, with what changed since the one before.
with

versions as (
    select
        *,
        row_number() over in_order as version_number,
        lag(text) over in_order as text_before,
        lag(quality_statement) over in_order as statement_before,
        lag(claim_kind) over in_order as kind_before,
        lag(metric_tests) over in_order as tests_before,
        lag(document_refs) over in_order as documents_before,
        lag(voice_refs) over in_order as voices_before
    from {{ ref('stg_registers__self_assessment_claims') }}
    window in_order as (partition by la_code, claim_ref order by refreshed_on asc, sa_version asc)
),

compared as (
    select
        *,
        case when version_number > 1 then nullif(concat_ws(
            ', ',
            case when text is distinct from text_before then 'words' end,
            case when quality_statement is distinct from statement_before then 'quality statement' end,
            case when claim_kind is distinct from kind_before then 'kind' end,
            case when metric_tests is distinct from tests_before then 'test' end,
            case when document_refs is distinct from documents_before then 'documents' end,
            case when voice_refs is distinct from voices_before then 'voices' end
        ), '') end as what_changed
    from versions
)

select
    la_code,
    claim_ref,
    sa_version,
    version_number,
    refreshed_on,
    quality_statement,
    claim_kind,
    text,
    change_from_last,
    change_reason,
    what_changed,
    case when what_changed is not null then text_before end as text_before,
    coalesce(moved_from_statement, case when what_changed is not null then statement_before end) as statement_before,
    case
        when version_number > 1 and change_from_last = 'New' then 'It is called new, and was there before.'
        when change_from_last = 'Unchanged' and what_changed is not null
            then 'It is called unchanged, and other than before: ' || what_changed || '.'
        when change_from_last in ('Reworded', 'Moved') and version_number > 1 and what_changed is null
            then 'It is called ' || lower(change_from_last) || ', and is as it was.'
        when change_from_last in ('Reworded', 'Moved', 'Removed') and change_reason is null
            then 'It is called ' || lower(change_from_last) || ', and no reason is given.'
    end as what_does_not_hold
from compared
