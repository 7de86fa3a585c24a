-- Grain: one row per proposal, year and day.

{{ staged('savings_proposals') }}
