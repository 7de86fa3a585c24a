-- Grain: one row per item of a meeting, as the latest delivery has it.

{{ staged('board_items') }}
