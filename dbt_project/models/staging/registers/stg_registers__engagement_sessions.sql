-- Grain: one row per session and group, as the latest delivery has it.

{{ staged('engagement_sessions') }}
