-- Grain: one row per council and item of its latest list of the information return, with what it lacks to be sent.
with

items as (
    select
        items.*,
        max(deliveries.delivered_on) over list as list_delivered_on,
        max(items.due_on) over list as list_due_on
    from {{ ref('stg_registers__evidence_items') }} as items
    left join {{ ref('int_register_deliveries') }} as deliveries on items.load_id = deliveries.load_id
    window list as (partition by items.la_code, items.list_version)
),

-- A list may be shorter than the one before it, so the latest is taken whole: it came last, or else is due last.
latest as (
    select * from items
    qualify
        list_version = first_value(list_version) over (
            partition by la_code order by list_delivered_on desc, list_due_on desc, list_version desc
        )
),

named as (
    select
        la_code,
        item_ref,
        unnest({{ parts_of('document_refs') }}) as document_ref
    from latest
),

documents as (
    select
        named.la_code,
        named.item_ref,
        count(*) as documents,
        count(held.document_ref) as documents_held,
        count(*) filter (where held.kept_back_by is null and held.document_ref is not null) as documents_ready,
        string_agg(named.document_ref || coalesce(' version ' || held.version, ''), '; ' order by named.document_ref)
            as document_versions,
        string_agg(held.sha256, '; ' order by named.document_ref) as document_hashes,
        bool_or(held.document_ref is null) as is_unknown,
        bool_or(held.kept_back_by like '%past its review%') as is_past_review,
        bool_or(held.kept_back_by like '%no review date%') as has_no_review_date,
        bool_or(held.kept_back_by like '%personal data%') as may_hold_personal_data,
        bool_or(held.kept_back_by like '%no hash%') as has_no_hash
    from (select distinct * from named) as named
    left join {{ ref('dim_documents') }} as held
        on named.la_code = held.la_code and named.document_ref = held.document_ref
    group by all
),

judged as (
    select
        latest.*,
        documents.document_versions,
        documents.document_hashes,
        coalesce(documents.documents, 0) as documents,
        coalesce(documents.documents_held, 0) as documents_held,
        coalesce(documents.documents_ready, 0) as documents_ready,
        coalesce(
            latest.status in ('Signed off', 'Submitted', 'Not held') and latest.signed_off_by_role is not null, false
        ) as is_signed_off,
        nullif(concat_ws(
            '; ',
            case when documents.item_ref is null and latest.status is distinct from 'Not held' then 'no document' end,
            case when documents.is_unknown then 'a document that is not in the register' end,
            case when documents.has_no_hash then 'a document without a hash' end,
            case when documents.has_no_review_date then 'a document without a review date' end,
            case when documents.is_past_review then 'a document past its review' end,
            case when documents.may_hold_personal_data then 'a document that may hold personal data' end,
            case when not is_signed_off then 'not signed off' end
        ), '') as missing
    from latest
    left join documents on latest.la_code = documents.la_code and latest.item_ref = documents.item_ref
)

select
    la_code,
    list_version,
    item_ref,
    title,
    quality_statements,
    evidence_category,
    status,
    owner as owner_role,
    due_on,
    document_refs,
    documents,
    documents_held,
    documents_ready,
    document_versions,
    document_hashes,
    signed_off_by_role,
    is_signed_off,
    submitted_on,
    missing is null as is_ready,
    missing,
    load_id,
    line_number
from judged
