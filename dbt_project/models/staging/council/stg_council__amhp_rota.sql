-- Grain: one row per slot of the rota of approved mental health professionals, as the latest delivery tells.

{{ staged('amhp_rota') }}
