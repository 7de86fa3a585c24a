-- Grain: one row per council's latest delivery, and per the one before it.

with

loads as (

    select * from {{ ref('stg_cld__loads') }}
    where
        status = 'loaded'
        and not is_withdrawn
        and cast(received_at as date) <= cast('{{ var("as_at") }}' as date)

)

select
    *,
    row_number() over (partition by la_code order by received_at desc nulls last, load_id asc nulls last) as recency
from loads
qualify recency <= 2
