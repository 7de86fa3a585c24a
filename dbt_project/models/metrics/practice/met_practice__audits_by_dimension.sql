-- Of questions graded in audits, how many were good or better, by area of practice?

with

cases as (

    select
        *,
        audited_on as counted_on,
        is_good as in_numerator
    from {{ ref('fct_practice_audits') }}
    where dimension <> 'Overall'

)

{{ metric_rows(
    'cases',
    breakdowns=['dimension', 'team'],
    kind='proportion',
    measured='flow',
    extract='practice_audits',
) }}
