-- Grain: one row per financial assessment.

{{ staged('financial_assessments') }}
