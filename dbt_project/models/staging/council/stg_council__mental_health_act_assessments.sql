-- Grain: one row per request for an assessment under the Mental Health Act.

{{ staged('mental_health_act_assessments') }}
