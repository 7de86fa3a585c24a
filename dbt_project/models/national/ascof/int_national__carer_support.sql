-- Grain: one row per measured period and joined event by which an unpaid carer was supported, or assessed, in it.
-- A service to a carer whose component is blank falls into no class unless it is a direct payment.
{% set direct = "events.service_type = 'Unpaid carer support: Direct to unpaid carer'" %}
{% set described = direct ~ " and events.service_component is not null" %}
{% set advice = "'NFA: Information and advice or signposting'" %}

with

events as (

    select
        events.*,
        periods.period_start,
        periods.period_end,
        {{ age_on('people.birth_month_on', 'periods.period_end') }} as age_at_period_end
    from {{ ref('fct_national__events') }} as events
    inner join {{ ref('fct_national__people') }} as people
        on events.la_code = people.la_code and events.person_key = people.person_key
    inner join {{ ref('int_national__periods') }} as periods
        on
            events.la_code = periods.la_code
            and events.started_on <= periods.period_end
            and coalesce(events.ended_on >= periods.period_start and events.ended_on >= events.started_on, true)
            and coalesce(people.died_on >= periods.period_start, true)
    where
        events.table_name = 'joined'
        and events.client_type in ('Unpaid carer', 'Unpaid carer known by association')

),

supported as (

    select *
    from events
    where
        (service_type is null and (outcome = {{ advice }} or event_type in ('Assessment', 'Review')))
        or service_type in (
            'Unpaid carer support: Direct to unpaid carer',
            'Unpaid carer support: Support involving the person cared-for'
        )

)

select
    events.la_code,
    events.period_start,
    events.period_end,
    events.person_key,
    events.event_key,
    events.age_at_period_end,
    case
        when {{ direct }} and 'Direct payment' in (events.delivery_mechanism, events.service_component) then 1
        when {{ described }} and events.delivery_mechanism = 'CASSR managed personal budget' then 2
        when {{ described }} and events.delivery_mechanism = 'CASSR commissioned support' then 3
        when {{ described }} then 4
        when events.service_type = 'Unpaid carer support: Support involving the person cared-for' then 6
        when events.event_type in ('Assessment', 'Review') and coalesce(events.outcome <> {{ advice }}, true) then 6
        when events.event_type in ('Assessment', 'Review', 'Request') then 5
    end as support_rank
from supported as events
