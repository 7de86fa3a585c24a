-- How many people had long-term support open at the month end?

with

support as (

    select * from {{ ref('fct_support_months') }}

),

cases as (

    select
        la_code,
        period_end as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason,
        locality
    from support

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason', 'locality'],
    kind='count',
    measured='snapshot',
) }}
