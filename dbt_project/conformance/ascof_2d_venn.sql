select
    getvariable('discharge_period') as "Reporting_Period",
    area as "Area",
    client_group as "Client_Type",
    all_died as "Total_Death",
    only_died as "Death_Only",
    died_and_readmitted as "Death_Readmission",
    died_and_entered_care as "Death_LTS",
    all_readmitted as "Total_Readmission",
    only_readmitted as "Readmission_Only",
    readmitted_and_entered_care as "Readmission_LTS",
    all_entered_care as "Total_LTS",
    only_entered_care as "LTS_Only",
    all_three as "All_3_Outcomes"
from fct_national__2d_venn
order by all
