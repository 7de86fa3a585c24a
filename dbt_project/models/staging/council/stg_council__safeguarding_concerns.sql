-- Grain: one row per concern about one adult at risk.

{{ staged('safeguarding_concerns') }}
