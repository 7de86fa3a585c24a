select
    getvariable('discharge_period') as "Reporting_Period",
    area as "Area",
    client_group as "Client_Type",
    slice as "Slice",
    discharges as "Discharges",
    episodes as "Reablement_Count",
    (20000 * episodes + discharges) // (2 * discharges) / 100 as "Outcome_Percent"
from fct_national__2d
order by all
