-- Grain: one row per post and day on which the list was taken.

{{ staged('workforce_posts') }}
