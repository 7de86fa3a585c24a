-- Grain: one row per submitted row of Client Level Data, as it came: what the checks of its fields are made on.

select * from {{ source('raw', 'cld') }}
