-- Grain: one row per piece of open work and day on which the list was taken.

{{ staged('open_work') }}
