-- Grain: one row per delivery, location, group rated and domain.

{{ staged('provider_directory') }}
