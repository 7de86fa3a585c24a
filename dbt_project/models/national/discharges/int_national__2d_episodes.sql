-- Grain: one row per episode of reablement, of any time: here the component must be reablement.

with

services as (

    select * from {{ ref('int_national__2d_events') }}
    where
        event_type = 'Service'
        and service_type = 'Short term support: ST-Max'
        and service_component = 'Reablement'

)

select
    la_code,
    person_key,
    episode,
    min(started_on) as started_on,
    max(ended_on) as ended_on,
    max(died_on) as died_on
from {{ numbered_episodes('services') }} as numbered
group by la_code, person_key, episode
