-- Grain: one row per notice, as the latest delivery has it.

{{ staged('regulatory_notices') }}
