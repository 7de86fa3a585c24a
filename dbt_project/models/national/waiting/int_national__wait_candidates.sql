-- Grain: one row per joined event that may be a request, its first response or its first service.
-- Assessments and services are anybody's at any age; requests are those of service users of 25 and
-- over at the start, from April 2023 on. The age band is that at the event's end.

with

events as (

    select
        *,
        case
            when event_type_key like '%service%' then 'Service'
            when event_type_key like '%assessment%' then 'Assessment'
            when event_type_key like '%request%' then 'Request'
        end as kind,
        case age_band when '18 to 64' then '25 to 64' else age_band end as wait_age_band
    from {{ ref('fct_national__events') }}
    where table_name = 'joined'

)

select *
from events
where
    (kind = 'Assessment' and assessment_type in ('Short term assessment', 'Long term assessment'))
    or (kind = 'Service' and {{ service_rank('service_type') }} < 99)
    or (
        kind = 'Request'
        and client_type = 'Service user'
        and started_on >= date '2023-04-01'
        and age_at_event_start >= 25
    )
