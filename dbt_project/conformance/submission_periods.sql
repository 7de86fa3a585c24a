select
    periods.la_code as "LA_Code",
    periods.la_name as "LA_Name",
    replace(cast(periods.received_at as varchar), ' ', 'T') as "ImportDate",
    periods.stated_periods as "n_Reporting_Periods",
    periods.stated_from as "Reporting_Period_Start_Date",
    periods.stated_to as "Reporting_Period_End_Date",
    cast(round(date_diff('day', periods.stated_from, periods.stated_to) / 30.436875) as integer)
        as "Reporting_Period_Length",
    periods.derived_from as "Der_Reporting_Period_Start_Date",
    periods.derived_to as "Der_Reporting_Period_End_Date",
    cast(round(date_diff('day', periods.derived_from, periods.derived_to) / 30.436875) as integer)
        as "Der_Reporting_Period_Length",
    loads.file_name as "file"
from int_national__submission_periods as periods
inner join raw.loads as loads on periods.load_id = loads.load_id and loads.status = 'loaded'
order by all
