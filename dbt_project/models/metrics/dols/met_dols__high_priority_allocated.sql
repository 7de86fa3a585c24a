-- Of applications triaged as high, which were given to an assessor within 7 days?

with

cases as (

    select
        *,
        received_on + 7 as counted_on,
        coalesce({{ days_between('received_on', 'allocated_on') }} <= 7, false) as in_numerator
    from {{ ref('fct_dols_applications') }}
    where priority = 'High'

)

{{ metric_rows(
    'cases',
    breakdowns=['setting', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='dols_applications',
) }}
