-- Grain: one row per survey wave.

{{ staged('survey_runs') }}
