-- Grain: one row per episode of reablement, client type, sex and age group.
-- An episode tied to two discharges that differ in these has two rows.

select distinct
    councils.la_name as area,
    links.la_code,
    links.person_key,
    links.episode,
    links.client_type,
    links.sex,
    links.age_group,
    setbacks.died,
    setbacks.was_readmitted,
    setbacks.entered_care
from {{ ref('int_national__2d_links') }} as links
inner join {{ ref('int_national__2d_setbacks') }} as setbacks using (la_code, person_key, episode)
inner join {{ ref('int_national__councils') }} as councils on links.la_code = councils.la_code
