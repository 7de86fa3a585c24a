select
    area as "Area",
    client_group as "Client_Type",
    slice as "Slice",
    getvariable('discharge_period') as "Reporting_Period",
    episodes as "Denominator",
    went_well as "Numerator",
    (20000 * went_well + episodes) // (2 * episodes) / 100 as "Outcome_Percent",
    died as "Died",
    readmitted as "Readmitted",
    entered_care as "Entered_LT_ResNurs"
from fct_national__2d
order by all
