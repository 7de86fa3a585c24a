-- Grain: one row per delivery of Client Level Data whose rows are read.
-- Those chosen to tell of some time, and each council's latest (recency 1) and the one before it (2), of which
-- the quality report tells what is worth knowing. The view raw.cld is narrowed to the files of these loads
-- (only_opened), and whatever reads rows comes after.

with

loads as (

    select
        *,
        row_number() over (partition by la_code order by received_at desc nulls last, load_id asc nulls last) as recency
    from {{ ref('stg_cld__loads') }}
    where
        status = 'loaded'
        and not is_withdrawn
        and cast(received_at as date) <= {{ var_date('as_at') }}

),

chosen as (

    select distinct load_id from {{ ref('int_national__submissions') }}

)

select
    loads.*,
    chosen.load_id is not null as is_chosen
from loads
left join chosen on loads.load_id = chosen.load_id
where loads.recency <= 2 or chosen.load_id is not null
