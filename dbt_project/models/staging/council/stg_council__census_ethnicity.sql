-- Grain: one row per area, ethnic group and age band.

{{ staged('census_ethnicity') }}
