-- Grain: one row per young person expected to need support as an adult.

{{ staged('transitions') }}
