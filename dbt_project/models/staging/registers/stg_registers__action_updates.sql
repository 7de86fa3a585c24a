-- Grain: one row per update of an action; never changed, only added to, as the latest delivery has it.

{{ staged('action_updates') }}
