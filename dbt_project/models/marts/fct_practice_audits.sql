-- Grain: one row per case file audit and question that was graded; the file as a whole is of dimension Overall.

with

answers as (

    select * from {{ ref('stg_council__practice_audits') }}
    where audited_on is not null and grade in ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')

)

select
    la_code,
    audit_ref,
    question_code,
    audited_on,
    dimension,
    grade,
    grade in ('Outstanding', 'Good') as is_good,
    team,
    audit_kind,
    work_delivered_by as delivered_by
from answers
