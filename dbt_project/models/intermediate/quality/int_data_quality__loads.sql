-- Grain: one row per delivery whose rows are read: recency is 1 for a council's latest, 2 for the one before it.

select * from {{ ref('int_national__loads_opened') }}
