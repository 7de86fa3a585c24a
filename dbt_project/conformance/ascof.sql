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
    nullif(part, '') as "Part"
from fct_national__ascof
order by all
