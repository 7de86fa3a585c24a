-- Grain: one row per table and record that has a place in its submission's period.
-- A death ends an event; then services that are active in the period stay, other events that end in
-- it, and nothing of those who died before it or before the event began.

with

records as (

    select * from {{ ref('int_national__records') }}

),

-- A death on the day an event begins ends it only if it has an end: open events stay open.
ended as (

    select
        *,
        case
            when started_on <= died_on and died_on <= ended_on_sent then died_on
            when ended_on_sent is null and died_on > started_on then died_on
            else ended_on_sent
        end as ended_on
    from records

),

-- An event without a type is neither kind, and one without a start passes neither test: both drop.
in_period as (

    select *
    from ended
    where
        started_on <= period_to
        and case
            when event_type_key like '%service%' then ended_on is null or ended_on >= period_from
            when event_type_key is not null then ended_on between period_from and period_to
            else false
        end
        and (died_on is null or (died_on >= period_from and died_on >= started_on))

)

select * from in_period
