-- How many of the case file audits that were planned were done?

with

audits as (

    select
        la_code,
        audited_on as counted_on,
        1 as numerator,
        0 as denominator
    from {{ ref('fct_practice_audits') }}
    where dimension = 'Overall'

),

planned as (

    {{ planned_work('Practice audits') }}

),

cases as (

    select * from audits
    union all
    select * from planned

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='flow',
    extract='practice_audits',
) }}
