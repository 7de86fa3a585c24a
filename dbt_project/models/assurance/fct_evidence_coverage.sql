-- Grain: one row per council, quality statement and category of evidence in use: what there is, and how new it is.
with

statements as (
    select distinct meaning as quality_statement
    from {{ ref('council_list_values') }}
    where list_name = 'quality_statement'
),

categories as (
    select distinct meaning as evidence_category
    from {{ ref('council_list_values') }}
    where list_name = 'evidence_category'
),

items as (
    select
        *,
        unnest({{ parts_of('quality_statements') }}) as quality_statement
    from {{ ref('stg_registers__evidence_items') }}
    qualify row_number() over (partition by la_code, item_ref order by due_on desc, list_version desc) = 1
),

documents as (
    select
        items.la_code,
        items.item_ref,
        items.quality_statement,
        items.evidence_category,
        links.to_ref as document_ref,
        records.dated_on,
        records.due_on
    from items
    left join {{ ref('fct_links') }} as links
        on items.la_code = links.la_code and items.item_ref = links.from_ref and links.link = 'is answered by'
    left join {{ ref('dim_records') }} as records
        on links.la_code = records.la_code and links.to_ref = records.record_ref
)

select
    councils.la_code,
    statements.quality_statement,
    categories.evidence_category,
    count(distinct documents.item_ref) as items,
    count(distinct documents.document_ref) as documents,
    count(distinct documents.document_ref) filter (where documents.due_on < {{ var_date('as_at') }}) as documents_stale,
    max(documents.dated_on) as newest_on
from (select distinct la_code from items) as councils
cross join statements
cross join categories
left join documents
    on
        councils.la_code = documents.la_code
        and statements.quality_statement = documents.quality_statement
        and categories.evidence_category = documents.evidence_category
group by all
