-- Grain: one row per application.

{{ staged('dols_applications') }}
