-- How many applications under the Deprivation of Liberty Safeguards were received?

with

cases as (

    select
        *,
        received_on as counted_on
    from {{ ref('fct_dols_applications') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['priority', 'setting', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
    extract='dols_applications',
) }}
