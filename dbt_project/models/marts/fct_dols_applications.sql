-- Grain: one row per application.

with

applications as (

    select * from {{ ref('stg_council__dols_applications') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    ---------- keys
    applications.la_code,
    applications.application_ref,
    applications.person_ref,

    ---------- its way
    applications.received_on,
    applications.triaged_on,
    applications.priority,
    applications.allocated_on,
    applications.signed_off_on,
    applications.status,
    applications.not_granted_reason,
    applications.setting,
    applications.urgent_included,
    applications.assessed_by,

    ---------- the person, by the return, but the reason for support where Client Level Data knows it
    {{ age_band('applications.age') }} as age_band,
    case when applications.gender in ('Male', 'Female') then applications.gender else 'Unknown' end as sex,
    case
        when applications.ethnicity in ('White British', 'White Irish', 'Gypsy or Irish Traveller', 'Other White')
            then 'White'
        when applications.ethnicity in (
            'White and Black Caribbean', 'White and Black African', 'White and Asian', 'Other mixed'
        ) then 'Mixed or multiple ethnic groups'
        when applications.ethnicity in ('Indian', 'Pakistani', 'Bangladeshi', 'Chinese', 'Other Asian')
            then 'Asian or Asian British'
        when applications.ethnicity in ('African', 'Caribbean', 'Other Black')
            then 'Black, Black British, Caribbean or African'
        when applications.ethnicity in ('Arab', 'Other') then 'Other ethnic group'
        when applications.ethnicity in ('Not stated (refused)', 'Not known') then 'No data'
        else 'Unknown'
    end as ethnicity_group,
    coalesce(people.support_reason, 'Unknown') as support_reason
from applications
left join people on applications.la_code = people.la_code and applications.person_ref = people.person_ref
