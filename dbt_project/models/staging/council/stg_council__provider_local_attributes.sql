-- Grain: one row per location and day.

{{ staged('provider_local_attributes') }}
