-- Of contacts, which led to help without an assessment?

with

cases as (

    select
        *,
        received_on as counted_on,
        is_helped_without_assessment as in_numerator
    from {{ ref('fct_contacts') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['channel', 'contact_about', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='contacts',
) }}
