-- Grain: one row per contact, as the latest delivery has it.

{{ staged('contacts_register') }}
