-- Grain: one row per wave, organisation and question.

{{ staged('provider_survey') }}
