-- Grain: one row per decision, as the latest delivery has it.

{{ staged('decisions') }}
