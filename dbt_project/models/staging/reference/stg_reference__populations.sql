-- Grain: one row per council and age band: its residents.

select
    la_code,
    age_band,
    population as people
from {{ source('reference', 'population') }}
