-- Grain: one row per stay in a care home under one agreement.

{{ staged('placements') }}
