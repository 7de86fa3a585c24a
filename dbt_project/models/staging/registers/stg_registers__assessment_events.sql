-- Grain: one row per step of an assessment or review, planned and actual, as the latest delivery has it.

{{ staged('assessment_events') }}
