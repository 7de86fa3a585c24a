-- Of case files audited, how many were good or better?

with

cases as (

    select
        *,
        audited_on as counted_on,
        is_good as in_numerator
    from {{ ref('fct_practice_audits') }}
    where dimension = 'Overall'

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'audit_kind', 'delivered_by'],
    kind='proportion',
    measured='flow',
    extract='practice_audits',
) }}
