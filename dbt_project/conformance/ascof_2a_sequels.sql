select
    getvariable('period') as "Reporting_Period",
    episodes.la_code as "LA_Code",
    councils.la_name as "LA_Name",
    episodes.age_band as "Age_Band",
    episodes.sequel_type as "Sequel_Type",
    episodes.final_outcome as "Final_Outcome",
    case when episodes.in_denominator then 'Y' else 'N' end as "Included_In_Denom",
    case when episodes.in_numerator then 'Y' else 'N' end as "Included_In_Num",
    case when episodes.is_unclassified then 'Y' else 'N' end as "Incl_In_Unable_To_Classify",
    count(*) as "ST_Max_Count"
from fct_national__2a_episodes as episodes
inner join int_national__councils as councils on episodes.la_code = councils.la_code
group by all
order by all
