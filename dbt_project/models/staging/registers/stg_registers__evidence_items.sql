-- Grain: one row per item of one version of the list, as the latest delivery has it.

{{ staged('evidence_items') }}
