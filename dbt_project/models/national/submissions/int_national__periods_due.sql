-- Grain: one row per council, length of period and period for which national figures would be given.
-- Every quarter of the joined table and the twelve months that end with it, of every council that ever
-- sent a submission; while nothing covers a quarter, the last one before the question is asked.

with

councils as (

    select distinct {{ text_key('la_code') }} as la_code
    from {{ ref('int_national__submission_periods') }}
    where is_received

),

quarters as (

    select
        block_start as quarter_start,
        block_end as quarter_end
    from {{ ref('int_national__blocks') }}
    where table_name = 'joined'

    union all

    select
        {{ months_after("date_trunc('quarter', " ~ var_date('as_at') ~ ")", -3) }} as quarter_start,
        cast(date_trunc('quarter', {{ var_date('as_at') }}) - interval 1 day as date) as quarter_end
    from {{ ref('int_national__scope') }}
    where period_end is null

)

select
    councils.la_code,
    'quarter' as period_length,
    quarters.quarter_start as period_start,
    quarters.quarter_end as period_end
from councils
cross join quarters

union all

select
    councils.la_code,
    'twelve months' as period_length,
    {{ months_after('quarters.quarter_start', -9) }} as period_start,
    quarters.quarter_end as period_end
from councils
cross join quarters
