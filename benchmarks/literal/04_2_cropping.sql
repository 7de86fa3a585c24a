-- Method 4.5 to 4.7: which records are the same event, services that disappear, ages.

-- 4.5.
create or replace temp table referenced_records as
select
    *,
    la_code || '_' || dense_rank() over (
        partition by main_table, la_code
        order by
            event_start_date,
            lower(rtrim(client_type)),
            der_nhs_la_combined_person_id,
            lower(rtrim(event_type)),
            case when lower(event_type) not like '%service%' then der_event_end_date end,
            case when lower(event_type) like '%request%' then lower(rtrim(request_route_of_access)) end,
            case when lower(event_type) like '%assessment%' then lower(rtrim(assessment_type)) end,
            case when lower(event_type) like '%service%' then lower(rtrim(service_type)) end,
            case when lower(event_type) like '%service%' then lower(rtrim(service_component)) end
    ) as der_unique_event_ref
from reviewed_records;

drop table reviewed_records;

-- 4.6 step 1: a council's last period is the one that starts last.
create or replace temp table reference_periods_present as
select distinct
    main_table,
    la_name,
    ref_period_start_date,
    ref_period_end_date
from referenced_records;

create or replace temp table prior_periods as
select periods.*
from reference_periods_present as periods
inner join (
    select
        main_table,
        la_name,
        max(ref_period_start_date) as latest_start
    from reference_periods_present
    group by main_table, la_name
) as latest
    on
        periods.main_table = latest.main_table
        and periods.la_name = latest.la_name
        and periods.ref_period_start_date <> latest.latest_start;

-- 4.6 step 2.
create or replace temp table candidates_to_crop as
select
    records.main_table,
    records.der_unique_record_id,
    records.der_unique_event_ref,
    records.ref_period_end_date
from referenced_records as records
inner join prior_periods
    on
        records.main_table = prior_periods.main_table
        and records.la_name = prior_periods.la_name
        and records.ref_period_start_date = prior_periods.ref_period_start_date
        and records.ref_period_end_date = prior_periods.ref_period_end_date
where records.der_event_end_date is null or records.der_event_end_date > records.ref_period_end_date;

-- 4.6 step 3.
create or replace temp table not_continued as
select candidates.*
from candidates_to_crop as candidates
where not exists (
    select 1
    from referenced_records as records
    where
        records.main_table = candidates.main_table
        and records.der_unique_event_ref = candidates.der_unique_event_ref
        and records.ref_period_start_date = candidates.ref_period_end_date + 1
);

-- 4.6 step 4.
create or replace temp table cropped_records as
select
    records.* replace (
        case
            when not_continued.der_unique_record_id is not null then records.ref_period_end_date
            else records.der_event_end_date
        end as der_event_end_date
    )
from referenced_records as records
left join not_continued
    on
        records.main_table = not_continued.main_table
        and records.der_unique_record_id = not_continued.der_unique_record_id;

drop table referenced_records;

-- 4.7: 0.2's age on the derived end, for an open service on the last day of its period.
create or replace temp macro age_on(birth_date, other_date) as
cast(floor(date_diff('day', birth_date, other_date) / 365.25) as integer);

create or replace temp table aged_records as
select
    *,
    make_date(birth_year, birth_month, 1) as der_birth_date,
    age_on(
        make_date(birth_year, birth_month, 1),
        case
            when der_event_end_date is null and lower(event_type) like '%service%' then ref_period_end_date
            else der_event_end_date
        end
    ) as der_latest_age
from cropped_records;

drop table cropped_records;

create or replace temp table derived_fields as
select
    *,
    case
        when der_latest_age is null then 'Unknown'
        when der_latest_age < 18 then 'Under 18'
        when der_latest_age <= 24 then '18 to 24'
        when der_latest_age <= 44 then '25 to 44'
        when der_latest_age <= 64 then '45 to 64'
        when der_latest_age <= 74 then '65 to 74'
        when der_latest_age <= 84 then '75 to 84'
        when der_latest_age <= 94 then '85 to 94'
        else '95 and above'
    end as der_age_band,
    case
        when der_latest_age is null then 'Unknown'
        when der_latest_age < 18 then 'Under 18'
        when der_latest_age <= 64 then '18 to 64'
        else '65 and above'
    end as der_working_age_band
from aged_records;

drop table aged_records;

insert into stages
select
    main_table,
    'DerivedFields' as stage,
    count(*) as rows_left
from derived_fields
group by main_table;
