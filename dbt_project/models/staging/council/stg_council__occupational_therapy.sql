-- Grain: one row per request for occupational therapy.

{{ staged('occupational_therapy') }}
