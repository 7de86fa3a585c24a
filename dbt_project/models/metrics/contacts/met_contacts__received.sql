-- How many contacts came to the front door, and how?

with

cases as (

    select
        *,
        received_on as counted_on
    from {{ ref('fct_contacts') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['channel', 'contact_about', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
    extract='contacts',
) }}
