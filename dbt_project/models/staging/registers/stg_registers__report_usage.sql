-- Grain: one row per report, team and month, as the latest delivery has it.

{{ staged('report_usage') }}
