-- Grain: one row per invitation and question.

{{ staged('feedback_responses') }}
