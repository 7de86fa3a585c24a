-- Grain: one row per contact.

{{ staged('contacts') }}
