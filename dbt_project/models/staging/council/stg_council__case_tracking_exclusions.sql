-- Grain: one row per person and reason, as the latest delivery has them.

{{ staged('case_tracking_exclusions') }}
