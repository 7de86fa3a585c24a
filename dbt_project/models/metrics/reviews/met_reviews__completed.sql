-- How many reviews were completed?

with

cases as (

    select
        *,
        completed_on as counted_on
    from {{ ref('fct_reviews') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
) }}
