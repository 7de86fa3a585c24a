-- Grain: one row per package and version.

{{ staged('care_packages') }}
