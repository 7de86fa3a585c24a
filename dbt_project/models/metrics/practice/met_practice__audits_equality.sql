-- Of audits that asked about equality, how many met the standard in every question?

with

cases as (

    select
        la_code,
        audit_ref,
        min(audited_on) as counted_on,
        min(team) as team,
        min(audit_kind) as audit_kind,
        bool_and(is_good) as in_numerator
    from {{ ref('fct_practice_audits') }}
    where dimension = 'Equality diversity'
    group by la_code, audit_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'audit_kind'],
    kind='proportion',
    measured='flow',
    extract='practice_audits',
) }}
