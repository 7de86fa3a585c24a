-- Grain: one row per audit and question.

{{ staged('practice_audits') }}
