-- How long do people stay in hospital once they are ready to leave?

with

cases as (

    select
        *,
        discharged_on as counted_on
    from {{ ref('fct_hospital_discharges') }}
    where days_from_ready >= 0

)

{{ metric_rows(
    'cases',
    breakdowns=['pathway', 'trust_code', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='median',
    measured='flow',
    extract='hospital_discharges',
    value='days_from_ready',
) }}
