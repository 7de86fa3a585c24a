-- Method 11.2: unpaid carers supported in the period, by how far they direct their support.

-- 11.2 step 1.
create or replace temp table carers_3d as
select
    events.la_code,
    events.der_nhs_la_combined_person_id,
    lower(events.event_type) as event_type,
    events.service_type_cleaned,
    events.service_component_cleaned,
    events.delivery_mechanism_cleaned,
    events.event_outcome_cleaned,
    age_on(people.der_birth_date, getvariable('period_end')) as age
from joined_submissions as events
inner join person_details as people
    on
        events.la_code = people.la_code
        and events.der_nhs_la_combined_person_id = people.der_nhs_la_combined_person_id
where
    events.client_type_cleaned in ('Unpaid carer', 'Unpaid carer known by association')
    and events.event_start_date <= getvariable('period_end')
    and (
        events.der_event_end_date is null
        or (
            events.der_event_end_date >= getvariable('period_start')
            and events.der_event_end_date >= events.event_start_date
        )
    )
    and (people.date_of_death is null or people.date_of_death >= getvariable('period_start'))
    and (
        (
            events.service_type_cleaned is null
            and events.event_outcome_cleaned = 'NFA: Information and advice or signposting'
        )
        or events.service_type_cleaned in (
            'Unpaid carer support: Direct to unpaid carer',
            'Unpaid carer support: Support involving the person cared-for'
        )
        or (lower(events.event_type) in ('assessment', 'review') and events.service_type_cleaned is null)
    );

-- 11.2 step 2: the first that fits.
create or replace temp table categories_3d as
select
    *,
    case
        when
            service_type_cleaned = 'Unpaid carer support: Direct to unpaid carer'
            and (delivery_mechanism_cleaned = 'Direct payment' or service_component_cleaned = 'Direct payment') then 1
        when
            service_type_cleaned = 'Unpaid carer support: Direct to unpaid carer'
            and delivery_mechanism_cleaned = 'CASSR managed personal budget'
            and service_component_cleaned <> 'Direct payment' then 2
        when
            service_type_cleaned = 'Unpaid carer support: Direct to unpaid carer'
            and delivery_mechanism_cleaned = 'CASSR commissioned support'
            and service_component_cleaned <> 'Direct payment' then 3
        when
            service_type_cleaned = 'Unpaid carer support: Direct to unpaid carer'
            and service_component_cleaned <> 'Direct payment' then 4
        when service_type_cleaned = 'Unpaid carer support: Support involving the person cared-for' then 6
        when
            event_type in ('assessment', 'review')
            and coalesce(event_outcome_cleaned, '') <> 'NFA: Information and advice or signposting' then 6
        when event_type in ('assessment', 'review') then 5
        when event_type = 'request' then 5
    end as support_rank
from carers_3d;

-- 11.2 step 3.
create or replace temp table people_3d_carers as
select
    la_code,
    der_nhs_la_combined_person_id,
    min(age) as age,
    min(support_rank) as support_rank
from categories_3d
where age >= 18 or age is null
group by la_code, der_nhs_la_combined_person_id
having min(support_rank) is not null;
