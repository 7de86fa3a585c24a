-- A table for which no submission was chosen has no rows after any stage: nought is what there is.
with

reached as (

    select table_name, 'RawSubmissions' as stage from int_national__records
    union all
    select table_name, 'EventsInPeriod' as stage from int_national__records_in_period
    union all
    select table_name, 'DerivedFields' as stage from int_national__cropped_records
    union all
    select table_name, 'UniqueEvents' as stage from fct_national__events

)

select
    tables.table_name as "Table",
    stages.stage as "Stage",
    count(reached.stage) as "Rows"
from (values ('joined'), ('single')) as tables (table_name)
cross join (values ('RawSubmissions'), ('EventsInPeriod'), ('DerivedFields'), ('UniqueEvents')) as stages (stage)
left join reached on tables.table_name = reached.table_name and stages.stage = reached.stage
group by all
order by all
