select
    table_name as "Table",
    stage as "Stage",
    count(*) as "Rows"
from (
    select table_name, 'RawSubmissions' as stage from int_national__records
    union all
    select table_name, 'EventsInPeriod' as stage from int_national__records_in_period
    union all
    select table_name, 'DerivedFields' as stage from int_national__cropped_records
    union all
    select table_name, 'UniqueEvents' as stage from fct_national__events
) as rows_of_every_stage
group by table_name, stage
order by all
