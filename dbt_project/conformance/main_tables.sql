select
    table_name as "Table",
    la_code as "LA_Code",
    max(event_type) as "Event_Type",
    count(*) as "events",
    count(distinct person_key) as "people",
    count(*) filter (where ended_on is null) as "open_events",
    count(*) filter (where ended_on is distinct from ended_on_sent) as "end_date_changed"
from fct_national__events
group by table_name, la_code, event_type_key
order by all
