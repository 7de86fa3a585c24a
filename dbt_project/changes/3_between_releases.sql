-- Grain: one row per changed person and thing that differs between the releases, with the reason that it gives.
create table earlier_loads as
select * from earlier.loads where status = 'loaded' and not withdrawn;

create table later_loads as
select * from later.loads where status = 'loaded' and not withdrawn;

-- The last day that the earlier release's submissions told of: what was due by then, and came after, was late.
create table told_of as
select
    la_code,
    max(period_to) as last_day
from earlier.fct_national__events
where table_name = 'joined'
group by la_code;

-- The same event of the same council identifier, under another person: an NHS number came, went or was put right.
create table moved as
select
    gone.event_key as gone_key,
    come.event_key as come_key
from (select * from earlier_events anti join later_events using (event_key)) as gone
inner join (select * from later_events anti join earlier_events using (event_key)) as come
    using (la_code, person_id_key, event_type_key, started_on)
where gone.person_key <> come.person_key;

create table pairs as
select
    la_code,
    person_key,
    event_key,
    was,
    now_is
from earlier_events as was
full join later_events as now_is using (la_code, person_key, event_key)
semi join changed_people using (la_code, person_key)
where coalesce(was.bears, false) or coalesce(now_is.bears, false);

create table event_reasons as
select
    pairs.la_code,
    pairs.person_key,
    case
        when event_key in (select gone_key from moved) or event_key in (select come_key from moved)
            then 'other identifier'
        when was.load_id is null and now_is.load_id in (select load_id from earlier_loads) then 'selection'
        when was.load_id is null and now_is.due_on <= told_of.last_day then 'late record'
        when was.load_id is null then 'new event'
        when now_is.load_id is null and was.load_id in (select load_id from later.loads where withdrawn) then 'withdrawn load'
        when
            now_is.load_id is null
            and exists (
                select 1 from later_loads as newer
                where
                    newer.extract = 'cld'
                    and (newer.la_code = pairs.la_code or newer.la_code is null)
                    and newer.load_id not in (select load_id from earlier_loads)
            )
            then 'vanished event'
        when now_is.load_id is null then 'selection'
        when
            was.told is distinct from now_is.told and now_is.load_id not in (select load_id from earlier_loads)
            then 'corrected event'
        when
            (was.is_cropped or now_is.is_cropped) and was.ended_on is distinct from now_is.ended_on
            then 'cropping'
        when was.told is distinct from now_is.told then 'dedupe choice'
    end as reason
from pairs
left join told_of on pairs.la_code = told_of.la_code;

-- Where somebody lives decides 2E's numerator; birth, death and the reason for support who is counted at all.
create table detail_reasons as
select
    la_code,
    person_key,
    is_of_numerator
from (
    select
        la_code,
        person_key,
        unnest([
            {
                'is_of_numerator': true,
                'differs': starts_with(getvariable('metric'), 'ascof__2e')
                and was.accommodation_status is distinct from now_is.accommodation_status
            },
            {
                'is_of_numerator': false,
                'differs': was.birth_month_on is distinct from now_is.birth_month_on
                or was.died_on is distinct from now_is.died_on
                or (
                    getvariable('metric') = 'ascof__2e_learning_disability'
                    and was.support_reason is distinct from now_is.support_reason
                )
            }
        ], recursive := true)
    from earlier.fct_national__people as was
    inner join later.fct_national__people as now_is using (la_code, person_key)
    semi join changed_people using (la_code, person_key)
) as details
where differs and not starts_with(getvariable('metric'), 'waiting__');

-- Hospital records count as a reason only where other ones, or another lookup, were delivered.
create table hospital_loads as
select
    count(*) as differ
from (select load_id from earlier_loads where extract in ('hospital_episodes', 'lsoa_lookup')) as was
full join (select load_id from later_loads where extract in ('hospital_episodes', 'lsoa_lookup')) as now_is
    using (load_id)
where was.load_id is null or now_is.load_id is null;

create macro hospital_facts(discharges, episodes, period_end_on) as table
select
    patient_key as person_key,
    {'record': episode_id, 'from_day': admitted_on, 'to_day': discharged_on, 'at': la_code} as fact
from query_table(discharges)
where period_end = period_end_on
union
select
    person_key,
    {'record': 'readmission', 'from_day': started_on, 'to_day': null, 'at': la_code} as fact
from query_table(episodes)
where period_end = period_end_on and was_readmitted;

create table hospital_reasons as
select distinct person_key
from (
    (
        from hospital_facts(
            'earlier.fct_national__2d_discharges', 'earlier.fct_national__2d_episodes', getvariable('earlier_end')
        )
        except
        from hospital_facts(
            'later.fct_national__2d_discharges', 'later.fct_national__2d_episodes', getvariable('later_end')
        )
    )
    union all
    (
        from hospital_facts(
            'later.fct_national__2d_discharges', 'later.fct_national__2d_episodes', getvariable('later_end')
        )
        except
        from hospital_facts(
            'earlier.fct_national__2d_discharges', 'earlier.fct_national__2d_episodes', getvariable('earlier_end')
        )
    )
) as facts
where starts_with(getvariable('metric'), 'ascof__2d') and (select differ > 0 from hospital_loads);
