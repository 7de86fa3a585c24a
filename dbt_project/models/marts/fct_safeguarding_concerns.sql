-- Grain: one row per concern about one adult at risk.

with

concerns as (

    select * from {{ ref('stg_council__safeguarding_concerns') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    ---------- keys
    concerns.la_code,
    concerns.concern_ref,
    concerns.person_ref,

    ---------- the concern
    concerns.received_on,
    concerns.decision_on,
    concerns.decision,
    coalesce(concerns.decision = 'Section 42 enquiry', false) as became_section_42,
    concerns.decision_maker_qualification,
    case
        when concerns.decision_maker_qualification in ('Unregistered', 'Not recorded') then false
        else concerns.decision_maker_qualification is not null
    end as decided_by_registered,
    concerns.team,
    concerns.delivered_by,

    ---------- the adult at risk: by the return, but the reason for support where Client Level Data knows it
    {{ age_band('concerns.age') }} as age_band,
    case when concerns.gender in ('Male', 'Female') then concerns.gender else 'Unknown' end as sex,
    case concerns.ethnic_group
        when 'Mixed / Multiple' then 'Mixed or multiple ethnic groups'
        when 'Asian / Asian British' then 'Asian or Asian British'
        when 'Black / African / Caribbean / Black British' then 'Black, Black British, Caribbean or African'
        when 'Other Ethnic Group' then 'Other ethnic group'
        when 'Refused' then 'No data'
        when 'Undeclared / Not Known' then 'No data'
        else coalesce(concerns.ethnic_group, 'Unknown')
    end as ethnicity_group,
    coalesce(people.support_reason, 'Unknown') as support_reason
from concerns
left join people on concerns.la_code = people.la_code and concerns.person_ref = people.person_ref
