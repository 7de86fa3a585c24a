-- How many requests for occupational therapy waited at the month end?

with

cases as (

    select
        *,
        period_end as counted_on
    from {{ ref('fct_ot_waits') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['priority', 'delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='occupational_therapy',
) }}
