-- Grain: one row per council and what it is about.
-- A document, in its latest version, that is past its review.
select
    la_code,
    record_ref as subject_ref,
    'Its review was due on ' || strftime(due_on, '%-d %B %Y') || '.' as told,
    due_on + 1 as since,
    owner_role
from {{ ref('dim_records') }}
where kind = 'document' and due_on < {{ var_date('as_at') }}
