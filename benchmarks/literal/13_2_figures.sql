-- The figures of 2D and of waiting times in the shape in which they are exchanged.

create or replace temp view figures_ascof_2d_part1_demographics as
select
    area as "Area",
    client_type as "Client_Type",
    slice as "Slice",
    getvariable('discharge_period') as "Reporting_Period",
    denominator as "Denominator",
    numerator as "Numerator",
    outcome_percent as "Outcome_Percent",
    died as "Died",
    readmitted as "Readmitted",
    entered_care as "Entered_LT_ResNurs"
from ascof_2d_part_1;

create or replace temp view figures_ascof_2d_part1 as
select * exclude ("Slice") from figures_ascof_2d_part1_demographics
where "Slice" = 'Total';

create or replace temp view figures_ascof_2d_part2_demographics as
select
    getvariable('discharge_period') as "Reporting_Period",
    area as "Area",
    client_type as "Client_Type",
    slice as "Slice",
    discharges as "Discharges",
    reablement_count as "Reablement_Count",
    outcome_percent as "Outcome_Percent"
from ascof_2d_part_2;

create or replace temp view figures_ascof_2d_part2 as
select * exclude ("Slice") from figures_ascof_2d_part2_demographics
where "Slice" = 'Total';

create or replace temp view figures_ascof_2d_venn as
select
    getvariable('discharge_period') as "Reporting_Period",
    area as "Area",
    client_type as "Client_Type",
    total_death as "Total_Death",
    death_only as "Death_Only",
    death_readmission as "Death_Readmission",
    death_lts as "Death_LTS",
    total_readmission as "Total_Readmission",
    readmission_only as "Readmission_Only",
    readmission_lts as "Readmission_LTS",
    total_lts as "Total_LTS",
    lts_only as "LTS_Only",
    all_3_outcomes as "All_3_Outcomes"
from ascof_2d_overlaps;

create or replace temp view figures_waiting_times as
select
    la_code as "LA_Code",
    quarter_start as "Statistical_Reporting_Period_Start",
    quarter_end as "Statistical_Reporting_Period_End",
    band as "Modified_Working_Age_Band",
    metric as "Metric",
    median_waiting_time as "Median_Waiting_Time",
    number_of_waits as "Number_Of_Waiting_Times_Identified"
from medians;

create or replace temp view figures_waiting_context_part1 as
select
    la_code as "LA_Code",
    quarter_start as "Statistical_Reporting_Period_Start",
    quarter_end as "Statistical_Reporting_Period_End",
    band as "Modified_Working_Age_Band",
    metric as "Metric",
    median_waiting_time as "Median_Waiting_Time",
    number_of_waits as "Number_Of_Waiting_Times_Identified",
    all_request_count,
    all_assessment_count,
    all_service_count,
    response_event_request,
    response_event_assessment,
    response_event_service,
    at_short,
    at_long,
    0 as "at_invalid_and_not_mapped",
    0 as "at_null"
from waiting_context
where metric = 'Wait time to first response';

create or replace temp view figures_waiting_context_part2 as
select
    la_code as "LA_Code",
    quarter_start as "Statistical_Reporting_Period_Start",
    quarter_end as "Statistical_Reporting_Period_End",
    band as "Modified_Working_Age_Band",
    metric as "Metric",
    median_waiting_time as "Median_Waiting_Time",
    number_of_waits as "Number_Of_Waiting_Times_Identified",
    all_request_count,
    all_assessment_count,
    all_service_count,
    st_max as "STS_ST_Max",
    nursing as "LTS_Nursing",
    ongoing as "STS_Ongoing",
    community as "LTS_Community",
    residential as "LTS_Residential",
    prison as "LTS_Prison",
    other_short as "STS_Other",
    0 as "Invalid_and_not_mapped",
    0 as "Null"
from waiting_context
where metric = 'Wait time to first service';
