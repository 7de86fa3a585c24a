-- Grain: one row per period, episode of reablement, client type, sex and age group.
-- An episode tied to two discharges that differ in these has two rows.

select distinct
    councils.la_name as area,
    links.la_code,
    links.period_start,
    links.period_end,
    links.person_key,
    links.episode,
    links.started_on,
    links.client_type,
    links.sex,
    links.age_group,
    setbacks.died,
    setbacks.was_readmitted,
    setbacks.entered_care
from {{ ref('int_national__2d_links') }} as links
inner join {{ ref('int_national__2d_setbacks') }} as setbacks
    on
        links.la_code = setbacks.la_code
        and links.period_start = setbacks.period_start
        and links.person_key = setbacks.person_key
        and links.episode = setbacks.episode
inner join {{ ref('int_national__councils') }} as councils on links.la_code = councils.la_code
