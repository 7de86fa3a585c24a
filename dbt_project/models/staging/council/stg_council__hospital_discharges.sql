-- Grain: one row per discharge of an adult.

{{ staged('hospital_discharges') }}
