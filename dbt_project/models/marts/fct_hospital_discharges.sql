-- Grain: one row per discharge of an adult.

with

discharges as (

    select * from {{ ref('stg_council__hospital_discharges') }}
    where discharged_on is not null

),

pathways as (

    select * from {{ ref('council_list_values') }}
    where list_name = 'pathway' and value in ('0', '1', '2', '3')

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    ---------- keys
    discharges.la_code,
    discharges.discharge_ref,
    discharges.person_ref,

    ---------- the discharge
    discharges.discharged_on,
    case
        when pathways.value is null then 'Not recorded'
        when pathways.value = '3' and discharges.care_home_resident_before = 'Yes' then 'Pathway 0'
        else 'Pathway ' || pathways.value
    end as pathway,
    discharges.pathway as pathway_as_sent,
    coalesce(discharges.to_home = 'Yes', false) as is_home,
    coalesce(discharges.reablement_offered = 'Yes', false) as has_reablement,
    discharges.trust_ods_code as trust_code,
    discharges.delay_reason_group,
    discharges.discharge_ready_on as ready_on,
    cast({{ days_between('discharges.discharge_ready_on', 'discharges.discharged_on') }} as integer) as days_from_ready,
    discharges.first_review_on,
    cast(discharges.discharged_on + interval 42 day as date) as day_42,

    ---------- the person, on that day
    {{ person_groups('discharges.discharged_on') }}
from discharges
left join pathways on discharges.pathway = pathways.meaning
left join people on discharges.la_code = people.la_code and discharges.person_ref = people.person_ref
