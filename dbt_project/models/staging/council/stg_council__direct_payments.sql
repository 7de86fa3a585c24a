-- Grain: one row per direct payment offered or agreed.

{{ staged('direct_payments') }}
