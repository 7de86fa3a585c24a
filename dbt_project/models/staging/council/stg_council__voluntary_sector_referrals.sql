-- Grain: one row per referral.

{{ staged('voluntary_sector_referrals') }}
