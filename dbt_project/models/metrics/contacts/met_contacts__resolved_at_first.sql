-- Of contacts, which were settled there and then?

with

cases as (

    select
        *,
        received_on as counted_on,
        is_resolved_at_first as in_numerator
    from {{ ref('fct_contacts') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['channel', 'contact_about', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='contacts',
) }}
