-- Of reviews completed, how many were planned?

with

reviews as (

    select * from {{ ref('fct_reviews') }}

),

cases as (

    select
        la_code,
        completed_on as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason,
        review_type = 'Planned' as in_numerator
    from reviews

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
) }}
