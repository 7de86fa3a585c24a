-- Grain: one row per measured period and adult, or person of unknown age, with long term support on its last day.
-- Each is counted under one service: care homes come first, then support in the community by how much
-- the person directs it. Only those whose best is in the community, 3 to 6, are in the measure.

with

services as (

    select
        events.la_code,
        periods.period_start,
        periods.period_end,
        events.person_key,
        events.service_rank,
        case
            when events.service_component = 'Direct payment' then 'Direct payment' else events.delivery_mechanism
        end as mechanism,
        {{ age_on('events.birth_month_on', 'periods.period_end') }} as age
    from {{ ref('int_national__client_events') }} as events
    inner join {{ ref('int_national__periods') }} as periods
        on
            events.la_code = periods.la_code
            and events.started_on <= periods.period_end
            and coalesce(events.ended_on >= periods.period_end, true)
            and coalesce(events.died_on >= periods.period_end, true)
    where events.service_rank <= 4 and events.is_in_order

),

ranked as (

    select
        *,
        case
            when service_rank <= 2 then service_rank
            when service_rank = 3 and mechanism = 'Direct payment' then 3
            when service_rank = 3 and mechanism = 'CASSR managed personal budget' then 4
            when service_rank = 3 and mechanism = 'CASSR commissioned support' then 5
            when service_rank = 3 then 6
            when mechanism = 'CASSR managed personal budget' then 7
            when mechanism = 'CASSR commissioned support' then 8
            else 9
        end as support_rank
    from services

)

select
    la_code,
    period_start,
    period_end,
    person_key,
    {{ age_band('max(age)') }} as age_band,
    min(support_rank) as support_rank
from ranked
where coalesce(age >= 18, true)
group by la_code, period_start, period_end, person_key
