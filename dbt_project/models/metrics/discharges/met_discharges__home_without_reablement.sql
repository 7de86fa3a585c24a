-- Of discharges home, which went without rehabilitation, reablement or recovery?

with

cases as (

    select
        *,
        discharged_on as counted_on,
        not has_reablement as in_numerator
    from {{ ref('fct_hospital_discharges') }}
    where is_home

)

{{ metric_rows(
    'cases',
    breakdowns=['pathway', 'trust_code', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='hospital_discharges',
) }}
