-- Grain: one row per council and document of the register in its latest version, with what keeps it from being sent.
with

latest as (
    select
        *,
        lower(trim(sha256)) as digest
    from {{ ref('stg_registers__evidence_documents') }}
    qualify row_number() over (partition by la_code, document_ref order by version desc) = 1
)

select
    la_code,
    document_ref,
    version,
    title,
    doc_kind,
    owner as owner_role,
    dated_on,
    review_due_on,
    published_url,
    section_pointer,
    case when regexp_full_match(digest, '[0-9a-f]{64}') then digest end as sha256,
    contains_personal_data = 'Yes' as has_personal_data,
    nullif(concat_ws(
        '; ',
        case when not coalesce(regexp_full_match(digest, '[0-9a-f]{64}'), false) then 'no hash' end,
        case
            when review_due_on is null then 'no review date'
            when review_due_on < {{ var_date('as_at') }} then 'past its review'
        end,
        case
            when contains_personal_data = 'Yes' then 'personal data'
            when contains_personal_data is distinct from 'No' then 'not said whether it holds personal data'
        end
    ), '') as kept_back_by
from latest
