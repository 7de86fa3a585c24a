-- Grain: one row per package and version: what it costs, from when until when, and what the version before cost.

with

versions as (

    select * from {{ ref('stg_council__care_packages') }}
    where valid_from is not null

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    versions.la_code,
    versions.package_ref,
    versions.version,
    versions.person_ref,
    people.person_key,
    versions.service_type,
    versions.service_component,
    versions.change_reason,
    versions.valid_from,
    least(
        coalesce(versions.valid_to, {{ far_future() }}),
        coalesce(
            lead(versions.valid_from) over in_order - interval 1 day, -- a version ends where the next begins
            {{ far_future() }}
        )
    )::date as last_on,
    versions.gross_weekly_cost,
    versions.gross_weekly_cost
    - coalesce(versions.client_contribution_weekly, 0)
    - coalesce(versions.nhs_contribution_weekly, 0) as net_weekly_cost,
    lag(net_weekly_cost) over in_order as net_weekly_cost_before
from versions
left join people on versions.la_code = people.la_code and versions.person_ref = people.person_ref
window in_order as (
    partition by versions.la_code, versions.package_ref order by versions.valid_from, versions.version
)
