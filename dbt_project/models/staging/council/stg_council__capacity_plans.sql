-- Grain: one row per kind of work, month and version of a plan.

{{ staged('capacity_plans') }}
