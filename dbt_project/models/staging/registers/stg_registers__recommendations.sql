-- Grain: one row per recommendation of a review, as the latest delivery has it.

{{ staged('recommendations') }}
