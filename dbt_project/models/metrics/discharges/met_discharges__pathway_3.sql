-- Of discharges with a pathway, which went to pathway 3?

with

cases as (

    select
        *,
        discharged_on as counted_on,
        pathway = 'Pathway 3' as in_numerator
    from {{ ref('fct_hospital_discharges') }}
    where pathway <> 'Not recorded'

)

{{ metric_rows(
    'cases',
    breakdowns=['trust_code', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='hospital_discharges',
) }}
