-- How many requests for occupational therapy waited at the month end?

with

requests as (

    select * from {{ ref('stg_council__occupational_therapy') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

months as (

    select
        la_code,
        period_end
    from {{ ref('dim_period') }}
    where extract_name = 'occupational_therapy' and period_length = 'month'

),

cases as (

    select
        requests.la_code,
        requests.priority,
        requests.delivered_by,
        months.period_end as counted_on,
        {{ days_between('requests.requested_on', 'months.period_end') }} as days_waited,
        {{ person_groups('months.period_end') }}
    from requests
    inner join months
        on
            requests.la_code = months.la_code
            and requests.requested_on <= months.period_end
            and coalesce(least(requests.assessed_on, requests.closed_on) > months.period_end, true)
    left join people on requests.la_code = people.la_code and requests.person_ref = people.person_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['priority', 'delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='occupational_therapy',
) }}
