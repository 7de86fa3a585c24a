-- Of enquiries concluded, in which was the adult asked what they wanted?

with

cases as (

    select
        *,
        concluded_on as counted_on,
        coalesce(outcomes_asked in (
            'Yes they were asked and outcomes were expressed', 'Yes they were asked but no outcomes were expressed'
        ), false) as in_numerator
    from {{ ref('fct_safeguarding_enquiries') }}
    where concluded_on is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['enquiry_type', 'team', 'lacked_capacity', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='safeguarding_enquiries',
) }}
