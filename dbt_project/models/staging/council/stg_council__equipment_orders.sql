-- Grain: one row per order line.

{{ staged('equipment_orders') }}
