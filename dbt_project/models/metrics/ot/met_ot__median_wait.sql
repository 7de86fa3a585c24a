-- How many days had requests for occupational therapy waited by the month end?

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
    kind='median',
    measured='snapshot',
    extract='occupational_therapy',
) }}
