-- Grain: one row per period, episode of reablement and discharge in the period that it followed.
-- The latest discharge from seven days before to three days after the start counts. Another discharge
-- on that same day counts as well, even if its admission was later.

with

pairs as (

    select
        episodes.la_code,
        discharges.period_start,
        discharges.period_end,
        episodes.person_key,
        episodes.episode,
        episodes.started_on,
        episodes.died_on,
        discharges.episode_id,
        discharges.admitted_on,
        discharges.discharged_on,
        discharges.sex,
        discharges.age_group,
        discharges.client_type
    from {{ ref('int_national__2d_episodes') }} as episodes
    inner join {{ ref('fct_national__2d_discharges') }} as discharges
        on
            episodes.person_key = discharges.patient_key
            and {{ days_between('episodes.started_on', 'discharges.discharged_on') }} between -7 and 3
            and coalesce(episodes.died_on >= discharges.period_start, true)
    inner join {{ ref('int_national__2d_periods') }} as periods
        on episodes.la_code = periods.la_code and discharges.period_end = periods.period_end

),

-- The day of the discharge that the episode followed.
dated as (

    select
        *,
        max(discharged_on) filter (where admitted_on <= started_on) over (
            partition by period_start, la_code, person_key, episode
        ) as followed_on
    from pairs

)

select * from dated
where discharged_on = followed_on
