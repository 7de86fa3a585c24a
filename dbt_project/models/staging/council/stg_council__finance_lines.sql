-- Grain: one row per month, scenario, line and column.

{{ staged('finance_lines') }}
