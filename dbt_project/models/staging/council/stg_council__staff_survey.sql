-- Grain: one row per wave, response and question.

{{ staged('staff_survey') }}
