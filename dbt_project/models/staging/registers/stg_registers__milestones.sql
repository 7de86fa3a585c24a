-- Grain: one row per milestone of a programme, as the latest delivery has it.

{{ staged('milestones') }}
