-- Grain: one row per worker, course and day on which the need arose.

{{ staged('training_completions') }}
