select
    getvariable('period') as "Reporting_Period",
    la_code as "LA_Code",
    la_name as "LA_Name",
    measure as "Measure",
    people as "Count",
    null as "Part"
from fct_national__ascof_unclassified
order by all
