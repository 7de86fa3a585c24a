-- Grain: one row per queue and day.

{{ staged('call_handling') }}
