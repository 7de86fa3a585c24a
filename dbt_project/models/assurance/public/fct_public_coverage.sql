-- Grain: one row per council, quality statement and category of evidence, where the state of evidence is let out.
select coverage.*
from {{ ref('fct_evidence_coverage') }} as coverage
inner join {{ ref('public_kinds') }} as kinds on kinds.kind = 'return item' and kinds.is_public
