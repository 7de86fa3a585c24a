select
    la_code as "LA_Code",
    quarter_start as "Statistical_Reporting_Period_Start",
    quarter_end as "Statistical_Reporting_Period_End",
    age_band as "Modified_Working_Age_Band",
    metric as "Metric",
    median_days as "Median_Waiting_Time",
    waits as "Number_Of_Waiting_Times_Identified"
from fct_national__waiting_times
order by all
