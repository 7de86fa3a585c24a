-- The figures in the shape in which they are exchanged: a view for each file of a case's expected/ folder.
-- Set beforehand as well: period and discharge_period, the labels of method 0.4.

create or replace temp view figures_submission_periods as
select
    periods.la_code as "LA_Code",
    periods.la_name as "LA_Name",
    strftime(periods.import_date, '%Y-%m-%dT%H:%M:%S') as "ImportDate",
    periods.n_reporting_periods as "n_Reporting_Periods",
    periods.reporting_period_start_date as "Reporting_Period_Start_Date",
    periods.reporting_period_end_date as "Reporting_Period_End_Date",
    periods.reporting_period_length as "Reporting_Period_Length",
    periods.der_reporting_period_start_date as "Der_Reporting_Period_Start_Date",
    periods.der_reporting_period_end_date as "Der_Reporting_Period_End_Date",
    periods.der_reporting_period_length as "Der_Reporting_Period_Length",
    loads.file_name as "file"
from submission_periods as periods
inner join raw.loads as loads on periods.load_id = loads.load_id and loads.status = 'loaded';

create or replace temp view picked_files as
select
    picked.main_table,
    picked.la_name as "LA_Name",
    strftime(picked.import_date, '%Y-%m-%dT%H:%M:%S') as "ImportDate",
    picked.block_start as "Ref_Period_Start_Date",
    picked.block_end as "Ref_Period_End_Date",
    loads.file_name as "file"
from picked_submissions as picked
inner join raw.loads as loads on picked.load_id = loads.load_id and loads.status = 'loaded';

create or replace temp view figures_joined_submissions as
select * exclude (main_table) from picked_files
where main_table = 'joined';

create or replace temp view figures_single_submissions as
select * exclude (main_table) from picked_files
where main_table = 'single';

create or replace temp view figures_main_table_stages as
select
    main_table as "Table",
    stage as "Stage",
    rows_left as "Rows"
from stages;

create or replace temp view figures_main_tables as
select
    main_table as "Table",
    la_code as "LA_Code",
    max(event_type) as "Event_Type",
    count(*) as "events",
    count(distinct der_nhs_la_combined_person_id) as "people",
    count(*) filter (where der_event_end_date is null) as "open_events",
    count(*) filter (where der_event_end_date is distinct from event_end_date_raw) as "end_date_changed"
from (
    select * from joined_submissions
    union all by name
    select * from single_submissions
)
group by main_table, la_code, lower(rtrim(event_type));

create or replace temp view figures_people as
select
    (select count(*) from person_details) as "Person_Rows",
    (select count(*) from waiting_people) as "Waiting_Person_Rows";

-- 0.3: one decimal, halves away from zero; 0 where the denominator is 0.
create or replace temp view figures_ascof as
select
    getvariable('period') as "Reporting_Period",
    la_code as "LA_Code",
    la_name as "LA_Name",
    measure as "Measure",
    group_name as "Group",
    numerator as "Numerator",
    denominator as "Denominator",
    coalesce(
        round(
            cast(numerator as double) / nullif(denominator, 0)
            * case when measure in ('ASCOF 2B', 'ASCOF 2C') then 100000 else 100 end,
            1
        ),
        0
    ) as "Outcome",
    part as "Part"
from (
    select * from ascof_2a
    union all
    select * from ascof_2b_2c
    union all
    select * from ascof_2e
    union all
    select * from ascof_3d
);

create or replace temp view figures_ascof_2a_sequels as
select
    getvariable('period') as "Reporting_Period",
    la_code as "LA_Code",
    la_name as "LA_Name",
    age_band as "Age_Band",
    sequel_type as "Sequel_Type",
    final_outcome as "Final_Outcome",
    included_in_denom as "Included_In_Denom",
    included_in_num as "Included_In_Num",
    incl_in_unable_to_classify as "Incl_In_Unable_To_Classify",
    st_max_count as "ST_Max_Count"
from ascof_2a_disaggregated;

create or replace temp view figures_ascof_unclassified as
select
    getvariable('period') as "Reporting_Period",
    la_code as "LA_Code",
    la_name as "LA_Name",
    measure as "Measure",
    people as "Count",
    null as "Part"
from (
    select * from ascof_2e_unknown
    union all
    select * from ascof_3d_unknown
);
