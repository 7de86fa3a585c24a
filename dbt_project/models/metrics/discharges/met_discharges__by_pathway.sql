-- How many adults left hospital, by pathway?

with

cases as (

    select
        *,
        discharged_on as counted_on
    from {{ ref('fct_hospital_discharges') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['pathway', 'trust_code', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
    extract='hospital_discharges',
) }}
