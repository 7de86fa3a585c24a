-- Of safeguarding concerns received, which became enquiries under section 42?

with

cases as (

    select
        *,
        received_on as counted_on,
        became_section_42 as in_numerator
    from {{ ref('fct_safeguarding_concerns') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='safeguarding_concerns',
) }}
