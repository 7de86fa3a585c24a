-- Of section 42 enquiries that found a risk, in which was it reduced or removed?

with

cases as (

    select
        *,
        concluded_on as counted_on,
        risk_outcome in ('Risk reduced', 'Risk removed') as in_numerator
    from {{ ref('fct_safeguarding_enquiries') }}
    where is_section_42 and risk_outcome is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='safeguarding_enquiries',
) }}
