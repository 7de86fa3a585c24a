-- Grain: one row per answer to a question, as the latest delivery has it.

{{ staged('assurance_questions') }}
