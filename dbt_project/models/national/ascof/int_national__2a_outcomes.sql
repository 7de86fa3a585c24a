-- Grain: one row per episode for which a usable outcome is found: the one that says most.
-- Looked for in the episode itself (4a), in the events of the window (4b) and in the last assessment or
-- review nested in its last fortnight (4c). Events of the window that say nothing take the episode's
-- own outcome away as well: with any event in the window, it counts only beside one that speaks.

with

episodes as (

    select * from {{ ref('int_national__2a_episodes') }}

),

around as (

    select * from {{ ref('int_national__2a_events_around') }}

),

with_window as (

    select distinct
        la_code,
        person_key,
        episode
    from around
    where is_in_window

),

speaking as (

    select *
    from around
    where
        is_in_window
        and event_type <> 'Service'
        and outcome <> 'NFA: Support ended as planned'
        and (episode_outcome_order < 100 or outcome_order < 100)

),

nested as (

    select *
    from around
    where is_nested and event_type in ('Assessment', 'Review') and days_before_end < 14 and outcome_order < 100
    qualify
        row_number() over (
            partition by la_code, person_key, episode
            order by ended_on desc nulls last, outcome_order asc nulls last, record_id desc nulls last
        ) = 1

),

candidates as (

    select
        episodes.la_code,
        episodes.person_key,
        episodes.episode,
        episodes.outcome_order,
        '4a' as sequel_type
    from episodes
    left join with_window
        on
            episodes.la_code = with_window.la_code
            and episodes.person_key = with_window.person_key
            and episodes.episode = with_window.episode
    where episodes.outcome_order < 100 and with_window.person_key is null

    union all

    select
        la_code,
        person_key,
        episode,
        episode_outcome_order as outcome_order,
        '4a' as sequel_type
    from speaking

    union all

    select
        la_code,
        person_key,
        episode,
        outcome_order,
        '4b' as sequel_type
    from speaking
    where outcome_order < 100

    union all

    select
        la_code,
        person_key,
        episode,
        outcome_order,
        '4c' as sequel_type
    from nested

),

best as (

    select *
    from candidates
    qualify
        row_number() over (
            partition by la_code, person_key, episode order by outcome_order asc nulls last, sequel_type asc nulls last
        ) = 1

)

select
    best.*,
    outcomes.value as outcome
from best
inner join {{ ref('cld_groupings') }} as outcomes
    on best.outcome_order = outcomes.value_rank and outcomes.list_name = 'Event_Outcome'
