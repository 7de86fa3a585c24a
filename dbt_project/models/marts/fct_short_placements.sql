-- Grain: one row per short stay in a care home.

with

stays as (

    select * from {{ ref('stg_council__placements') }}
    where placement_kind <> 'Permanent' and started_on is not null

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    ---------- keys
    stays.la_code,
    stays.placement_ref,
    stays.person_ref,

    ---------- the stay
    stays.placement_kind,
    stays.home_type,
    coalesce(stays.from_hospital = 'Yes', false) as is_from_hospital,
    stays.started_on,
    least(stays.ended_on, stays.became_permanent_on, people.died_on) as over_on, -- the first that is known
    stays.became_permanent_on,
    stays.first_review_on,
    cast(stays.started_on + interval 42 day as date) as day_42,
    cast(stays.started_on + interval 182 day as date) as day_182,

    ---------- the person, on its first day
    {{ person_groups('stays.started_on') }}
from stays
left join people on stays.la_code = people.la_code and stays.person_ref = people.person_ref
