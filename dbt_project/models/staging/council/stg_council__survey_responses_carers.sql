-- Grain: one row per sampled carer and survey.

{{ staged('survey_responses_carers') }}
