-- Where adults said what they wanted of an enquiry, was it achieved?

with

cases as (

    select
        *,
        concluded_on as counted_on,
        coalesce(outcomes_achieved in ('Fully Achieved', 'Partially Achieved'), false) as in_numerator
    from {{ ref('fct_safeguarding_enquiries') }}
    where concluded_on is not null and outcomes_asked = 'Yes they were asked and outcomes were expressed'

)

{{ metric_rows(
    'cases',
    breakdowns=['enquiry_type', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='safeguarding_enquiries',
) }}
