-- Which of a person's joined events a metric looks at: its own kinds, near enough to the periods to matter.
-- 2B and 2C look back a year, 2D ahead twelve weeks; a wait may have begun at any time before.
create macro bears_on(event_type, client_type, service_type) as case
    when starts_with(getvariable('metric'), 'waiting__') then event_type <> 'Review'
    when starts_with(getvariable('metric'), 'ascof__3d_carers')
        then client_type in ('Unpaid carer', 'Unpaid carer known by association')
    when client_type <> 'Service user' then false
    when getvariable('metric') = 'ascof__2a' then true
    when starts_with(getvariable('metric'), 'ascof__2d') then event_type = 'Service'
    when getvariable('metric') in ('ascof__2b', 'ascof__2c')
        then service_type in ('Long term support: Nursing care', 'Long term support: Residential care')
    else service_type like 'Long term support:%'
end;

create macro is_near(started_on, ended_on) as
started_on <= greatest(getvariable('earlier_end'), getvariable('later_end')) + interval 84 day
and (
    starts_with(getvariable('metric'), 'waiting__')
    or coalesce(ended_on, date '9999-01-01')
    >= least(getvariable('earlier_start'), getvariable('later_start')) - interval 365 day
);

-- told: what the record says that a measure may read. due_on: the day by which a submission holds it.
create macro events_of(events) as table
select
    la_code,
    person_key,
    event_key,
    event_type_key,
    person_id_key,
    load_id,
    started_on,
    ended_on,
    is_cropped,
    case when is_service then started_on else ended_on end as due_on,
    {
        'ended_on_sent': ended_on_sent,
        'outcome': outcome,
        'is_conversation': is_conversation,
        'route_of_access': route_of_access,
        'assessment_type': assessment_type,
        'service_type': service_type,
        'service_component': service_component,
        'delivery_mechanism': delivery_mechanism,
        'client_type': client_type,
        'birth_year': birth_year,
        'birth_month': birth_month,
        'died_on': died_on
    } as told,
    coalesce(bears_on(event_type, client_type, service_type) and is_near(started_on, ended_on), false) as bears
from query_table(events)
where table_name = 'joined';

create table earlier_events as select * from events_of('earlier.fct_national__events');
create table later_events as select * from events_of('later.fct_national__events');
