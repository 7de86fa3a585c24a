-- Grain: one row per request for occupational therapy that waited at a month end, and month.

with

months as (

    select * from {{ ref('dim_period') }}
    where extract_name = 'occupational_therapy' and period_length = 'month'

),

requests as (

    select * from {{ ref('stg_council__occupational_therapy') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    requests.la_code,
    requests.ot_ref,
    months.period_end,
    requests.priority,
    requests.delivered_by,
    {{ days_between('requests.requested_on', 'months.period_end') }} as days_waited,
    {{ person_groups('months.period_end') }}
from requests
inner join months
    on
        requests.la_code = months.la_code
        and requests.requested_on <= months.period_end
        and coalesce(least(requests.assessed_on, requests.closed_on) > months.period_end, true)
left join people on requests.la_code = people.la_code and requests.person_ref = people.person_ref
