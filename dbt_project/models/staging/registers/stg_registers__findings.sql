-- Grain: one row per strength, consideration or issue that a review found, as the latest delivery has it.

{{ staged('findings') }}
