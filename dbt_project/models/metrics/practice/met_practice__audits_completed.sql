-- How many case files were audited?

with

cases as (

    select
        *,
        audited_on as counted_on
    from {{ ref('fct_practice_audits') }}
    where dimension = 'Overall'

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'audit_kind'],
    kind='count',
    measured='flow',
    extract='practice_audits',
) }}
