-- Grain: one row per joined residential or nursing care service of a person with a known birth.
-- A blank component leaves a stay out, as does one for short stays; an end before the start does not. A later
-- version of the method leaves self-funded stays out, which are then no earlier stays either.

select
    *,
    coalesce(ended_on, {{ far_future() }}) as stayed_to,
    {{ age_on('birth_month_on', 'started_on') }} as age_at_start
from {{ ref('int_national__client_events') }}
where
    event_type = 'Service'
    and service_rank <= 2
    {%- if method('self_funded_stays') == 'left out' %}
        and outcome <> 'NFA: Self-funded client or under 12wk disregard'
    {%- endif %}
    and birth_month_on is not null
    and (lower(service_component) like '%residential%' or lower(service_component) like '%nursing%')
    and lower(service_component) not like '%short%'
