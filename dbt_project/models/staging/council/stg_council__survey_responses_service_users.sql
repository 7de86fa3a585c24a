-- Grain: one row per sampled person and survey.

{{ staged('survey_responses_service_users') }}
