-- Grain: one row per spell of reablement.

{{ staged('reablement_episodes') }}
