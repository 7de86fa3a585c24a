-- Of pathway 1 discharges, which had a review within six weeks of coming home?

with

cases as (

    select
        *,
        day_42 as counted_on,
        coalesce(first_review_on between discharged_on and day_42, false) as in_numerator
    from {{ ref('fct_hospital_discharges') }}
    where pathway = 'Pathway 1'

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='hospital_discharges',
) }}
