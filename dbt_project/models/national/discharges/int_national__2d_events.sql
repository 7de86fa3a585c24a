-- Grain: one row per joined event of a service user that 2D may look at.
-- Not in a period that the person did not live to see: readers hold died_on against its first day.

select
    {{ all_columns_but(['ended_on']) }},
    coalesce(ended_on, {{ far_future() }}) as ended_on,
    coalesce(outcome_rank, 999) as outcome_order
from {{ ref('int_national__client_events') }}
where is_in_order
