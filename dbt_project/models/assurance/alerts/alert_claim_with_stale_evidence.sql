-- Grain: one row per council and what it is about.
-- A claim all of whose documents are past their review.
select
    links.la_code,
    links.from_ref as subject_ref,
    case count(*)
        when 1 then 'The only document that is given for it is past its review.'
        else 'All ' || count(*) || ' documents that are given for it are past their review.'
    end as told,
    max(documents.due_on) + 1 as since,
    null as owner_role
from {{ ref('fct_links') }} as links
inner join {{ ref('dim_records') }} as claims
    on links.la_code = claims.la_code and links.from_ref = claims.record_ref and claims.kind = 'claim'
inner join {{ ref('dim_records') }} as documents
    on links.la_code = documents.la_code and links.to_ref = documents.record_ref and documents.kind = 'document'
where links.link = 'rests on' and claims.state is distinct from 'Removed'
group by links.la_code, links.from_ref
having bool_and(documents.due_on < {{ var_date('as_at') }})
