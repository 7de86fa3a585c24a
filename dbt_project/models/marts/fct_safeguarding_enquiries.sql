-- Grain: one row per enquiry for one adult at risk.

with

enquiries as (

    select * from {{ ref('stg_council__safeguarding_enquiries') }}

),

concerns as (

    select * from {{ ref('fct_safeguarding_concerns') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    ---------- keys
    enquiries.la_code,
    enquiries.enquiry_ref,
    enquiries.concern_ref,
    enquiries.person_ref,

    ---------- the enquiry
    enquiries.enquiry_type,
    coalesce(enquiries.enquiry_type = 'Section 42 Enquiries', false) as is_section_42,
    enquiries.started_on,
    enquiries.concluded_on,
    enquiries.risk_assessment_outcome,
    enquiries.risk_outcome,
    enquiries.lacked_capacity,
    enquiries.outcomes_asked,
    enquiries.outcomes_achieved,
    enquiries.team,
    enquiries.delivered_by,

    ---------- the adult at risk, as the concern has them, else Client Level Data
    coalesce(concerns.age_band, {{ age_band(age_on('people.birth_month_on', 'enquiries.started_on')) }}) as age_band,
    coalesce(concerns.sex, people.sex, 'Unknown') as sex,
    coalesce(concerns.ethnicity_group, people.ethnicity_group, 'Unknown') as ethnicity_group,
    coalesce(people.support_reason, 'Unknown') as support_reason
from enquiries
left join concerns on enquiries.la_code = concerns.la_code and enquiries.concern_ref = concerns.concern_ref
left join people on enquiries.la_code = people.la_code and enquiries.person_ref = people.person_ref
