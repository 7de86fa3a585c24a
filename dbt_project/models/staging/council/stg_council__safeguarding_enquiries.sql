-- Grain: one row per enquiry for one adult at risk.

{{ staged('safeguarding_enquiries') }}
