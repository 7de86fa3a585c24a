-- Grain: one row per episode and other event of the same person.
-- An event that begins in the episode or up to seven days after it, and ends after it, is in the
-- window; one that begins and ends in it is nested. Long term support shortly before makes the
-- person an existing client.

with

episodes as (

    select * from {{ ref('int_national__2a_episodes') }}

),

events as (

    select * from {{ ref('int_national__2a_events') }}

),

paired as (

    select
        episodes.la_code,
        episodes.person_key,
        episodes.episode,
        episodes.outcome_order as episode_outcome_order,
        events.event_type,
        events.started_on,
        events.ended_on,
        events.outcome,
        events.outcome_order,
        events.service_type,
        events.service_rank,
        events.service_component,
        events.record_id,
        events.service_rank <= 4
        and events.started_on < episodes.started_on
        and {{ days_between('events.ended_on', 'episodes.started_on') }} < 91 as is_earlier_support,
        events.started_on >= episodes.started_on
        and events.ended_on > episodes.ended_on
        and {{ days_between('episodes.ended_on', 'events.started_on') }} <= 7 as is_in_window,
        events.started_on >= episodes.started_on
        and events.ended_on > episodes.started_on
        and events.ended_on <= episodes.ended_on as is_nested,
        {{ days_between('events.ended_on', 'episodes.ended_on') }} as days_before_end
    from episodes
    inner join events on episodes.la_code = events.la_code and episodes.person_key = events.person_key
    where not (events.is_st_max and events.started_on between episodes.started_on and episodes.ended_on)

)

select * from paired
