-- Grain: one row per measured period and episode of reablement of a new client that ended in it.
-- What came of it: the first of six steps that gives a result, and what the measure makes of it.

with

episodes as (

    select * from {{ ref('int_national__2a_episodes') }}

),

around as (

    select * from {{ ref('int_national__2a_events_around') }}

),

judged as (

    select
        la_code,
        person_key,
        episode,
        bool_or(coalesce(is_earlier_support, false)) as has_earlier_support,
        bool_or(
            is_nested and event_type = 'Service' and coalesce(service_component = 'Equipment', false)
        ) as has_equipment
    from around
    group by la_code, person_key, episode

),

services as (

    select
        *,
        coalesce(service_component in ('Short term residential care', 'Short term nursing care'), false)
            as is_short_stay
    from around
    where is_in_window and service_rank < 99
    qualify
        row_number() over (
            partition by la_code, person_key, episode
            order by service_rank asc nulls last, is_short_stay desc nulls last
        ) = 1

),

sequels as (

    select
        episodes.*,
        case
            when {{ days_between('episodes.ended_on', 'episodes.died_on') }} <= 7 then '1'
            when episodes.outcome = 'Admitted to hospital' then '2'
            when services.service_type is not null then '3'
            when outcomes.sequel_type is not null then outcomes.sequel_type
            when judged.has_equipment then '5'
            else '6'
        end as sequel_type,
        case
            when services.service_type = 'Short term support: Other short term' and services.is_short_stay
                then 'Short term support: Residential or Nursing care'
            else services.service_type
        end as service_outcome,
        outcomes.outcome as found_outcome
    from episodes
    left join judged
        on
            episodes.la_code = judged.la_code
            and episodes.person_key = judged.person_key
            and episodes.episode = judged.episode
    left join services
        on
            episodes.la_code = services.la_code
            and episodes.person_key = services.person_key
            and episodes.episode = services.episode
    left join {{ ref('int_national__2a_outcomes') }} as outcomes
        on
            episodes.la_code = outcomes.la_code
            and episodes.person_key = outcomes.person_key
            and episodes.episode = outcomes.episode
    where not coalesce(judged.has_earlier_support, false)

),

named as (

    select
        *,
        case
            when sequel_type = '1' then 'NFA: Deceased'
            when sequel_type = '3' then service_outcome
            when sequel_type in ('4a', '4b', '4c') then found_outcome
            when sequel_type = '5' then 'Short term support: Ongoing low level'
            else outcome
        end as final_outcome
    from sequels

)

select
    ---------- keys
    named.la_code,
    periods.period_start,
    periods.period_end,
    named.person_key,
    named.episode,

    ---------- episode
    named.started_on,
    named.ended_on,
    named.age_band,

    ---------- what came of it
    named.sequel_type,
    named.final_outcome,
    coalesce(classes.in_denominator, false) as in_denominator,
    coalesce(classes.in_numerator, false) as in_numerator,
    coalesce(classes.is_unclassified, false) as is_unclassified
from named
inner join {{ ref('int_national__periods') }} as periods
    on named.la_code = periods.la_code and named.ended_on between periods.period_start and periods.period_end
left join {{ ref('national_2a_outcomes') }} as classes on named.final_outcome = classes.final_outcome
