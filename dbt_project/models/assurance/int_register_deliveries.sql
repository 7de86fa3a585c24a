-- Grain: one row per load, with the day on which it was sent.
select
    load_id,
    cast(received_at as date) as delivered_on
from {{ source('raw', 'loads') }}
where status = 'loaded'
