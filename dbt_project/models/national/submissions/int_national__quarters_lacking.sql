-- Grain: one row per council, length of period, period and run of its quarters that no submission covers.
-- period_words: the run as it is said, such as October to December 2025.

with

quarters as (

    select
        periods.*,
        {{ months_after('periods.period_start', 'steps.months') }} as quarter_start
    from {{ ref('int_national__periods_due') }} as periods
    inner join (values (0), (3), (6), (9)) as steps (months)
        on {{ months_after('periods.period_start', 'steps.months') }} < periods.period_end

),

winners as (

    select
        {{ text_key('la_code') }} as la_code,
        block_start
    from {{ ref('int_national__block_winners') }}
    where table_name = 'joined'

),

lacking as (

    select
        quarters.*,
        -- The same for the quarters of an unbroken run.
        year(quarters.quarter_start) * 4 + quarter(quarters.quarter_start) - row_number() over (
            partition by quarters.la_code, quarters.period_length, quarters.period_end
            order by quarters.quarter_start asc nulls last
        ) as run
    from quarters
    left join winners on quarters.la_code = winners.la_code and quarters.quarter_start = winners.block_start
    where winners.block_start is null

),

runs as (

    select
        la_code,
        period_length,
        period_start,
        period_end,
        min(quarter_start) as lacks_from,
        last_day({{ months_after('max(quarter_start)', 2) }}) as lacks_to
    from lacking
    group by la_code, period_length, period_start, period_end, run

)

select
    *,
    case when year(lacks_from) = year(lacks_to) then monthname(lacks_from) else strftime(lacks_from, '%B %Y') end
    || ' to ' || strftime(lacks_to, '%B %Y') as period_words
from runs
