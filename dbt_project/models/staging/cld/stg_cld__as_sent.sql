-- Grain: one row per submitted row of Client Level Data, as it came: what the checks of its fields are made on.
-- Which loads are read is known before any row is: see
-- depends_on: {{ ref('int_national__loads_opened') }}

select * from {{ source('raw', 'cld') }}
