-- Grain: one row per promise, as the latest delivery has it.

{{ staged('commitments') }}
