-- Grain: one row per checklist, referral or spell of NHS funding.

{{ staged('continuing_healthcare') }}
