-- How many assessments of need were completed?

with

cases as (

    select
        *,
        completed_on as counted_on
    from {{ ref('fct_assessments') }}
    where assessment_type in ('Long term assessment', 'Short term assessment')

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
) }}
