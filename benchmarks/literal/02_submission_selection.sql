-- Method 2: which submissions are read for the joined and the single table, and all their records.
-- Set beforehand: joined_start, period_start, period_end, as_of.

-- 2.2 and 2.3 step 1: one block of twelve months, and blocks of three from the joined table's first day.
create or replace temp table blocks as
select
    'single' as main_table,
    getvariable('period_start') as block_start,
    getvariable('period_end') as block_end
union all
select
    'joined' as main_table,
    cast(block_start as date) as block_start,
    cast(block_start + interval 3 month - interval 1 day as date) as block_end
from
    generate_series(
        cast(getvariable('joined_start') as timestamp), cast(getvariable('period_end') as timestamp), interval 3 month
    ) as series (block_start)
where block_start + interval 3 month - interval 1 day <= getvariable('period_end');

-- 2.1: submissions that qualify for a block.
create or replace temp table qualifying_submissions as
select
    blocks.main_table,
    blocks.block_start,
    blocks.block_end,
    periods.la_name,
    periods.import_date,
    periods.load_id
from blocks
inner join submission_periods as periods
    on
        periods.der_reporting_period_start_date <= blocks.block_start
        and periods.der_reporting_period_end_date >= blocks.block_end
        and periods.import_date > cast(blocks.block_end as timestamp)
where
    cast(periods.import_date as date) <= getvariable('as_of')
    and periods.import_date <> timestamp '2026-04-23 13:28:24.253';

-- 2.1 and 2.3 step 2: the one received last.
create or replace temp table picked_submissions as
select * exclude (place)
from (
    select
        *,
        row_number() over (partition by main_table, la_name, block_start order by import_date desc, load_id desc)
            as place
    from qualifying_submissions
)
where place = 1;

-- 2.3 step 3: one period for a submission, whatever lies between its blocks.
create or replace temp table reference_periods as
select
    main_table,
    la_name,
    import_date,
    load_id,
    min(block_start) as ref_period_start_date,
    max(block_end) as ref_period_end_date
from picked_submissions
group by main_table, la_name, import_date, load_id;

-- 2.4: all their records.
create or replace temp table raw_submissions as
select
    periods.main_table,
    periods.ref_period_start_date,
    periods.ref_period_end_date,
    records.* exclude (load_id)
from submitted_records as records
inner join reference_periods as periods on records.load_id = periods.load_id;

create or replace temp table stages as
select
    main_table,
    'RawSubmissions' as stage,
    count(*) as rows_left
from raw_submissions
group by main_table;
