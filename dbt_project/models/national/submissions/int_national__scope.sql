-- Grain: one row.
-- What the joined table reaches over, and the latest twelve months, for which it and person details are
-- built: those asked for, or else from the first calendar quarter that some derived period covers wholly,
-- though not from before April 2023, when councils began to send client level data, to the last.

with

asked_for as (

    select
        {{ asked_date('national_joined_start') }} as joined_start,
        {{ asked_date('national_period_start') }} as period_start,
        {{ asked_date('national_period_end') }} as period_end

),

quarters as (

    select
        greatest(
            date_trunc('quarter', {{ months_after('derived_from', 2) }}), {{ client_level_data_began() }}
        ) as first_day,
        date_trunc('quarter', derived_to + interval 1 day) as day_after
    from {{ ref('int_national__submission_periods') }}
    where is_received

),

reach as (

    select
        cast(min(first_day) as date) as first_day,
        cast(max(day_after) as date) as day_after
    from quarters
    where first_day < day_after

)

select
    asked_for.period_end is not null as is_asked_for,
    coalesce(asked_for.joined_start, reach.first_day) as joined_start,
    coalesce(asked_for.period_start, {{ months_after('reach.day_after', -12) }}) as period_start,
    coalesce(asked_for.period_end, cast(reach.day_after - interval 1 day as date)) as period_end
from asked_for
cross join reach
