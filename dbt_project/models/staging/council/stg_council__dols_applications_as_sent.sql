-- Grain: one row per delivery and application that it tells of.

{{ staged('dols_applications', every_delivery=true) }}
