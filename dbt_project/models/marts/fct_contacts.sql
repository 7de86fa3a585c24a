-- Grain: one row per contact at the front door.

with

contacts as (

    select * from {{ ref('stg_council__contacts') }}
    where received_at is not null

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    contacts.la_code,
    contacts.contact_ref,
    contacts.person_ref,
    contacts.received_at as received_on,
    contacts.channel,
    coalesce(
        contacts.channel in ('Web form', 'Email', 'Webchat', 'Social media', 'Professional portal'), false
    ) as is_digital,
    contacts.contact_about,
    contacts.outcome,
    coalesce(contacts.resolved_at_first_contact = 'Yes', false) as is_resolved_at_first,
    coalesce(
        contacts.outcome in ('Advice given', 'Signposted voluntary sector', 'Equipment direct', 'Reablement'), false
    ) as is_helped_without_assessment,
    contacts.team,
    {{ person_groups('contacts.received_at') }}
from contacts
left join people on contacts.la_code = people.la_code and contacts.person_ref = people.person_ref
