-- Grain: one row per council, quarter in which events start, and age band.
-- How many requests, assessments and services the timelines hold, also those of people without a request.

select
    la_code,
    cast(date_trunc('quarter', started_on) as date) as quarter_start,
    wait_age_band as age_band,
    count(*) filter (where kind = 'Request') as requests,
    count(*) filter (where kind = 'Assessment') as assessments,
    count(*) filter (where kind = 'Service') as services
from {{ ref('int_national__wait_timeline') }}
where started_on >= date '2023-04-01'
group by all
