-- Grain: one row per scoring of a risk, as the latest delivery has it.

{{ staged('risks') }}
