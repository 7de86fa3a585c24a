-- Grain: one row per council and twelve months that 2D is about.
-- Discharges have to be followed for twelve weeks, so that the latest twelve months end three months before
-- the other measures'. Hospital records cover a period when they begin with its first month, or before, and
-- reach to the month in which the twelve weeks after its last day are over.

with

scope as (

    select * from {{ ref('int_national__scope') }}

),

periods as (

    select * from {{ ref('int_national__periods') }}

),

records as (

    select
        date_trunc('month', min(discharged_on)) as first_day,
        last_day(max(discharged_on)) as last_day
    from {{ ref('stg_reference__hospital_episodes') }}

)

select
    periods.la_code,
    periods.period_start,
    periods.period_end
from periods
inner join scope
    on not scope.is_asked_for and periods.period_end <= last_day({{ months_after('scope.period_end', -3) }})
inner join records
    on
        periods.period_start >= records.first_day
        and {{ days_between('periods.period_end', 'records.last_day') }} >= 84

union all

select
    periods.la_code,
    {{ months_after('periods.period_start', -3) }} as period_start,
    last_day({{ months_after('periods.period_end', -3) }}) as period_end
from periods
inner join scope on scope.is_asked_for
