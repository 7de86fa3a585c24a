-- Grain: one row per action of the improvement plan, as the latest delivery has it.

{{ staged('improvement_actions') }}
