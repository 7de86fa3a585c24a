-- Grain: one row per scope, characteristic, category and day.

{{ staged('workforce_equality') }}
