-- How many applications under the Deprivation of Liberty Safeguards were completed?

with

cases as (

    select
        *,
        signed_off_on as counted_on
    from {{ ref('fct_dols_applications') }}
    where status is distinct from 'Withdrawn (older returns)'

)

{{ metric_rows(
    'cases',
    breakdowns=['priority', 'setting', 'assessed_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
    extract='dols_applications',
) }}
