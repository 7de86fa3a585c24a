-- Grain: one row per completed assessment or review.

{{ staged('assessment_review_supplement') }}
