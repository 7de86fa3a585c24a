-- Of contacts, which came by a digital channel?

with

cases as (

    select
        *,
        received_on as counted_on,
        is_digital as in_numerator
    from {{ ref('fct_contacts') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['channel', 'contact_about', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='contacts',
) }}
