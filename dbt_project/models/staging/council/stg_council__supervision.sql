-- Grain: one row per worker and month in which it fell due.

{{ staged('supervision') }}
