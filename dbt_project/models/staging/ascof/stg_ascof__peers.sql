-- Grain: one row per council and peer of it.

select distinct
    la_code,
    peer_la_code,
    peer_group
from {{ source('ascof', 'peers') }}
where la_code <> peer_la_code
