-- Grain: one row per grant line, period and day.

{{ staged('grants') }}
