-- How many applications under the Deprivation of Liberty Safeguards waited at the month end?

with

months as (

    select
        la_code,
        period_end
    from {{ ref('dim_period') }}
    where extract_name = 'dols_applications' and period_length = 'month'

),

cases as (

    select
        applications.*,
        months.period_end as counted_on
    from {{ ref('fct_dols_applications') }} as applications
    inner join months
        on
            applications.la_code = months.la_code
            and applications.received_on <= months.period_end
            and coalesce(applications.signed_off_on > months.period_end, true)

)

{{ metric_rows(
    'cases',
    breakdowns=['priority', 'setting', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='dols_applications',
) }}
