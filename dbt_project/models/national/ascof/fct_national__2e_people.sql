-- Grain: one row per measured period and adult, or person of unknown age, with long term support in it.
-- The age is that at the end of the person's last support, or of the period while it goes on.

with

services as (

    select
        events.*,
        periods.period_start,
        periods.period_end,
        least(coalesce(events.ended_on, {{ far_future() }}), periods.period_end) as supported_to
    from {{ ref('int_national__client_events') }} as events
    inner join {{ ref('int_national__periods') }} as periods
        on
            events.la_code = periods.la_code
            and events.started_on <= periods.period_end
            and coalesce(events.ended_on >= periods.period_start, true)
            and coalesce(events.died_on >= periods.period_start, true)
    where events.event_type = 'Service' and events.service_rank <= 4 and events.is_in_order

),

people as (

    select
        la_code,
        period_start,
        period_end,
        person_key,
        max(supported_to) as supported_to,
        max(birth_month_on) as birth_month_on,
        max(sex) as sex,
        max(support_reason) as support_reason,
        max(accommodation_status) as accommodation_status,
        max(accommodation_group) as accommodation_group
    from services
    group by la_code, period_start, period_end, person_key

),

aged as (

    select
        *,
        {{ age_on('birth_month_on', 'supported_to') }} as age
    from people

)

-- Accommodation that is presumed to be at home counts as settled, and is told as unknown all the same.
select
    la_code,
    period_start,
    period_end,
    person_key,
    supported_to,
    sex,
    {{ age_band_of_people('age') }} as age_band,
    support_reason = 'Learning disability support' as has_learning_disability,
    accommodation_status,
    coalesce(accommodation_group = 1, false) as is_settled,
    accommodation_group is null
    or accommodation_status in ('Unknown', 'Unknown: Presumed at home', 'Unknown: Presumed in community')
        as is_unknown
from aged
where coalesce(age >= 18, true)
