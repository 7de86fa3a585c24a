-- Grain: one row per meeting, as the latest delivery has it.

{{ staged('board_meetings') }}
