-- Grain: one row per council and month of a quarter that deliveries cover.

with

winners as (

    select * from {{ ref('int_cld__quarter_winners') }}

),

runs as (

    select
        la_code,
        quarter_start,
        -- The same for the quarters of an unbroken run.
        year(quarter_start) * 4 + quarter(quarter_start)
        - row_number() over (partition by la_code order by quarter_start asc nulls last) as run
    from winners

),

quarters as (

    select
        la_code,
        quarter_start,
        min(quarter_start) over (partition by la_code, run) as known_from
    from runs

),

months as (

    select
        quarters.la_code,
        cast(quarters.quarter_start + steps.ahead * interval 1 month as date) as period_start,
        quarters.known_from
    from quarters
    cross join (values (0), (1), (2)) as steps (ahead)

)

select
    la_code,
    period_start,
    last_day(period_start) as period_end,
    cast(
        (year(period_start) - year(known_from)) * 12 + month(period_start) - month(known_from) + 1 as integer
    ) as months_known
from months
