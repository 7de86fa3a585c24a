-- Grain: one row per episode of short term support to maximise independence that ends in a measured period.
-- Children, and people who had died before it began, have none; people of unknown age do.

with

services as (

    select * from {{ ref('int_national__2a_events') }}
    where is_st_max

),

-- The outcome is that of the service that ends last, then of the outcome that says most.
numbered as (

    select
        *,
        row_number() over (
            partition by la_code, person_key, episode
            order by ended_on desc nulls last, outcome_order asc nulls last, record_id desc nulls last
        ) = 1 as tells_outcome
    from {{ numbered_episodes('services') }} as numbered

),

episodes as (

    select
        la_code,
        person_key,
        episode,
        min(started_on) as started_on,
        max(ended_on) as ended_on,
        max(outcome) filter (where tells_outcome) as outcome,
        max(outcome_order) filter (where tells_outcome) as outcome_order,
        max(died_on) as died_on,
        max(birth_month_on) as birth_month_on
    from numbered
    group by la_code, person_key, episode

),

-- What came of an episode is the same in each of the periods that it ends in.
measured as (

    select
        *,
        {{ age_on('birth_month_on', 'ended_on') }} as age
    from episodes
    where
        exists (
            select 1 from {{ ref('int_national__periods') }} as periods
            where
                episodes.la_code = periods.la_code
                and episodes.ended_on between periods.period_start and periods.period_end
        )

)

select
    *,
    {{ age_band('age') }} as age_band
from measured
where coalesce(age >= 18, true) and coalesce(died_on >= started_on, true)
