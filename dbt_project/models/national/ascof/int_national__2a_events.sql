-- Grain: one row per joined event of a service user that does not end before it starts.
-- outcome_order: what the outcome says of a finished episode; 100 and over for outcomes that lead on
-- to something else, 999 for none.

select
    {{ all_columns_but(['ended_on']) }},
    coalesce(ended_on, {{ far_future() }}) as ended_on,
    case when outcome_rank <= 5 then outcome_rank + 100 else coalesce(outcome_rank, 999) end as outcome_order,
    event_type = 'Service' and coalesce(service_type = 'Short term support: ST-Max', false) as is_st_max
from {{ ref('int_national__client_events') }}
where is_in_order
