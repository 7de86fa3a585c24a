-- Method 11.1: clients with long-term support on the last day, by how far they direct it.

-- 11.1 step 1.
create or replace temp table clients_3d as
select
    events.la_code,
    events.der_nhs_la_combined_person_id,
    events.service_type_cleaned,
    events.service_component_cleaned,
    events.delivery_mechanism_cleaned,
    age_on(people.der_birth_date, getvariable('period_end')) as age
from joined_submissions as events
inner join person_details as people
    on
        events.la_code = people.la_code
        and events.der_nhs_la_combined_person_id = people.der_nhs_la_combined_person_id
where
    events.service_type_cleaned in (
        'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
        'Long term support: Prison'
    )
    and events.client_type_cleaned = 'Service user'
    and events.event_start_date <= getvariable('period_end')
    and (
        events.der_event_end_date is null
        or (
            events.der_event_end_date >= events.event_start_date
            and events.der_event_end_date >= getvariable('period_end')
        )
    )
    and (people.date_of_death is null or people.date_of_death >= getvariable('period_end'));

-- 11.1 step 2.
create or replace temp table mechanisms_3d as
select
    *,
    case when service_component_cleaned = 'Direct payment' then 'Direct payment' else delivery_mechanism_cleaned end
        as mechanism
from clients_3d;

create or replace temp table ranks_3d as
select *
from (
    values
    (1, 'Long term support: Nursing care', ''),
    (2, 'Long term support: Residential care', ''),
    (3, 'Long term support: Community', 'Direct payment'),
    (4, 'Long term support: Community', 'CASSR managed personal budget'),
    (5, 'Long term support: Community', 'CASSR commissioned support'),
    (6, 'Long term support: Community', ''),
    (7, 'Long term support: Prison', 'CASSR managed personal budget'),
    (8, 'Long term support: Prison', 'CASSR commissioned support'),
    (9, 'Long term support: Prison', '')
) as listed (support_rank, service_type, mechanism);

create or replace temp table known_mechanisms_3d as
select
    clients.* exclude (mechanism),
    coalesce(ranks.mechanism, '') as mechanism
from mechanisms_3d as clients
left join ranks_3d as ranks
    on clients.service_type_cleaned = ranks.service_type and clients.mechanism = ranks.mechanism;

-- 11.1 step 3.
create or replace temp table ranked_3d as
select
    clients.*,
    ranks.support_rank
from known_mechanisms_3d as clients
inner join ranks_3d as ranks
    on clients.service_type_cleaned = ranks.service_type and clients.mechanism = ranks.mechanism;

-- 11.1 step 4.
create or replace temp table people_3d_clients as
select
    la_code,
    der_nhs_la_combined_person_id,
    min(age) as age,
    min(support_rank) as support_rank
from ranked_3d
where age >= 18 or age is null
group by la_code, der_nhs_la_combined_person_id;
