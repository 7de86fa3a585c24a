-- Method 0.5 and 1: records with their submission, and the period that each submission shows.

-- 0.5: a submission is a council's name and the time at which its file was received.
create or replace temp view submissions as
select
    load_id,
    coalesce(la_name, la_code) as la_name,
    received_at as import_date,
    dense_rank() over (order by received_at asc, load_id asc) as import_order
from raw.loads
where extract = 'cld' and status = 'loaded' and not withdrawn;

create or replace temp view submitted_records as
select
    submissions.la_name,
    submissions.import_date,
    submissions.import_order,
    submissions.import_order * 100000000 + cld._line as der_unique_record_id,
    cld.*
from raw.cld as cld
inner join submissions on cld.load_id = submissions.load_id;

-- Stated period.
create or replace temp table stated_periods as
select
    la_code,
    la_name,
    import_date,
    load_id,
    count(
        distinct coalesce(cast(reporting_period_start_date as varchar), '')
        || ' ' || coalesce(cast(reporting_period_end_date as varchar), '')
    ) as n_reporting_periods,
    min(reporting_period_start_date) as reporting_period_start_date,
    max(reporting_period_end_date) as reporting_period_end_date
from submitted_records
group by la_code, la_name, import_date, load_id;

-- Step 1: the submitted end, whatever a death would make of it.
create or replace temp table ended_before_import as
select
    la_code,
    la_name,
    import_date,
    event_type,
    event_end_date
from submitted_records
where event_end_date < date_trunc('month', import_date);

-- Step 2.
create or replace temp table months_of_ends as
select
    la_code,
    la_name,
    import_date,
    cast(date_trunc('month', event_end_date) as date) as month_start,
    count(*) as records,
    count(distinct lower(rtrim(event_type))) as event_types
from ended_before_import
group by la_code, la_name, import_date, date_trunc('month', event_end_date);

-- Step 3: the most types in any month, not in the file.
create or replace temp table submission_totals as
select
    la_code,
    la_name,
    import_date,
    sum(records) as all_records,
    max(event_types) as most_event_types
from months_of_ends
group by la_code, la_name, import_date;

-- Steps 4 and 5.
create or replace temp table qualifying_months as
select months.*
from months_of_ends as months
inner join submission_totals as totals
    on months.la_code = totals.la_code and months.la_name = totals.la_name and months.import_date = totals.import_date
where
    totals.all_records < 100
    or (100 * months.records >= 2 * totals.all_records and months.event_types >= totals.most_event_types - 1);

-- Steps 6 and 7: a submission without a qualifying month has no derived period.
create or replace temp table submission_periods as
select
    stated.*,
    cast(
        round(date_diff('day', stated.reporting_period_start_date, stated.reporting_period_end_date) / 30.436875)
        as integer
    ) as reporting_period_length,
    derived.der_reporting_period_start_date,
    derived.der_reporting_period_end_date,
    cast(round(
        date_diff('day', derived.der_reporting_period_start_date, derived.der_reporting_period_end_date)
        / 30.436875
    ) as integer) as der_reporting_period_length
from stated_periods as stated
left join (
    select
        la_code,
        la_name,
        import_date,
        min(month_start) as der_reporting_period_start_date,
        last_day(max(month_start)) as der_reporting_period_end_date
    from qualifying_months
    group by la_code, la_name, import_date
) as derived
    on
        stated.la_code = derived.la_code
        and stated.la_name = derived.la_name
        and stated.import_date = derived.import_date;
