-- Grain: one row per council and measured twelve months.
-- Measures are computed for every twelve months that end with a quarter and of which submissions of the
-- council cover all four quarters; where a period is asked for, for that one.

with

scope as (

    select * from {{ ref('int_national__scope') }}

),

quarters as (

    select
        {{ text_key('la_code') }} as la_code,
        block_end
    from {{ ref('int_national__block_winners') }}
    where table_name = 'joined'

),

covered as (

    select
        last_quarters.la_code,
        {{ months_after('last_quarters.block_end + interval 1 day', -12) }} as period_start,
        last_quarters.block_end as period_end
    from quarters as last_quarters
    inner join quarters
        on
            last_quarters.la_code = quarters.la_code
            and last_quarters.block_end >= quarters.block_end
            and {{ months_after('last_quarters.block_end', -12) }} < quarters.block_end
    group by last_quarters.la_code, last_quarters.block_end
    having count(*) = 4

)

select
    covered.*,
    covered.period_end = scope.period_end as is_latest
from covered
inner join scope on not scope.is_asked_for

union all

select
    councils.la_code,
    scope.period_start,
    scope.period_end,
    true as is_latest
from {{ ref('int_national__councils') }} as councils
inner join scope on scope.is_asked_for
