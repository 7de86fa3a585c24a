-- Of assessments of need completed, how many found eligible needs?

with

assessments as (

    select * from {{ ref('fct_assessments') }}
    where assessment_type in ('Long term assessment', 'Short term assessment')

),

cases as (

    select
        la_code,
        completed_on as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason,
        coalesce(eligible_needs = 'Yes', false) as in_numerator
    from assessments

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
) }}
