-- Grain: one row per list and person on it, as the latest delivery that has both tells.

{{ staged('case_tracking_cases') }}
