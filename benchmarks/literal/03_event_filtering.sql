-- Method 3: ends corrected by deaths, and the records that have a place in their reference period.

create or replace temp table death_corrected as
select
    * rename (event_end_date as event_end_date_raw),
    case
        when event_start_date <= date_of_death and date_of_death <= event_end_date then date_of_death
        when event_end_date is null and date_of_death > event_start_date then date_of_death
        else event_end_date
    end as der_event_end_date
from raw_submissions;

drop table raw_submissions;

create or replace temp table events_in_period as
select *
from death_corrected
where
    (
        (
            lower(event_type) not like '%service%'
            and der_event_end_date between ref_period_start_date and ref_period_end_date
            and event_start_date <= ref_period_end_date
        )
        or (
            lower(event_type) like '%service%'
            and event_start_date <= ref_period_end_date
            and (der_event_end_date >= ref_period_start_date or der_event_end_date is null)
        )
    )
    and (
        date_of_death is null
        or (date_of_death >= ref_period_start_date and date_of_death >= event_start_date)
    );

drop table death_corrected;

insert into stages
select
    main_table,
    'EventsInPeriod' as stage,
    count(*) as rows_left
from events_in_period
group by main_table;
