-- Grain: one row per person who has a service in the joined table.
-- Where someone lives, as far as the service that ends last tells. Of services that end on one day
-- the most intensive speaks, then one with a component that tells where, then the one begun last;
-- of those that tie, only what is the one answer counts.

with

services as (

    select
        la_code,
        person_key,
        coalesce(ended_on, {{ far_future() }}) as ended_on,
        started_on,
        service_type,
        {{ service_rank('service_type') }} as service_rank,
        case
            when service_component in (
                'Shared Lives', 'Community supported living', 'Extra care housing',
                'Home support or domiciliary care'
            ) then service_component
        end as telling_component
    from {{ ref('fct_national__events') }}
    where table_name = 'joined' and event_type = 'Service'

),

first_place as (

    select *
    from services
    qualify
        rank() over (
            partition by la_code, person_key
            order by
                ended_on desc nulls last,
                service_rank asc nulls last,
                telling_component is null asc nulls last,
                started_on desc nulls last
        ) = 1

),

agreed as (

    select
        la_code,
        person_key,
        max(service_type) filter (where service_rank < 99) as service_type,
        case when count(distinct telling_component) = 1 then max(telling_component) end as component
    from first_place
    group by la_code, person_key

),

deduced as (

    select
        la_code,
        person_key,
        case
            when service_type = 'Long term support: Nursing care' then 'Registered nursing home'
            when service_type = 'Long term support: Residential care' then 'Registered care home'
            when component = 'Shared Lives' then 'Shared Lives scheme'
            when component = 'Extra care housing'
                then 'Sheltered housing, extra care housing or other sheltered housing'
            when component = 'Community supported living'
                then 'Supported accommodation, supported lodgings or supported group home'
            when service_type = 'Long term support: Community' and component is not null
                then 'Unknown: Presumed at home'
            when service_type = 'Long term support: Community' then 'Unknown: Presumed in community'
            when service_type = 'Long term support: Prison'
                then 'Prison, young offenders institution or detention centre'
            else 'Unknown'
        end as accommodation_status
    from agreed

)

select * from deduced
