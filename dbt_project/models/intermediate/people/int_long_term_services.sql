-- Grain: one row per long-term service of a service user.
-- Adds the day since which the person's long-term support has been continuous. A change of package is
-- not a break: a service that starts no more than 7 days after all earlier ones ended continues them
-- (the national method's gap for episodes of reablement, methods page 7.2).

with

services as (

    select
        event_key,
        la_code,
        person_key,
        started_on,
        ended_on,
        service_type = 'Long term support: Community' as is_community,
        coalesce(delivery_mechanism = 'Direct payment', false)
        or coalesce(service_component = 'Direct payment', false) as is_direct_payment
    from {{ ref('int_cld__events') }}
    where
        event_type = 'Service'
        and client_type = 'Service user'
        and service_type like 'Long term support: %'
        and coalesce(ended_on, {{ far_future() }}) >= started_on

),

breaks as (

    select
        *,
        coalesce({{ days_between('ended_until_now', 'started_on') }} > 7, true) as starts_anew
    from (
        select
            *,
            max(coalesce(ended_on, {{ far_future() }})) over (
                partition by person_key
                order by started_on asc nulls last, event_key asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as ended_until_now
        from services
    ) as with_what_came_before

),

continuous as (

    select
        event_key,
        la_code,
        person_key,
        started_on,
        ended_on,
        max(case when starts_anew then started_on end) over (
            partition by person_key
            order by started_on asc nulls last, event_key asc nulls last
            rows between unbounded preceding and current row
        ) as supported_since,
        is_community,
        is_direct_payment
    from breaks

)

select * from continuous
