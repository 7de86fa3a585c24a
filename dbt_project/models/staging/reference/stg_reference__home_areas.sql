-- Grain: one row per neighbourhood in England, with the council whose area it is in.
-- Of a neighbourhood that several deliveries hold, the latest of them tells, by its last line. Where the code of
-- the authority is not given, the neighbourhood's own says whether it is in England.

with

deliveries as (

    select
        load_id,
        received_at
    from {{ source('raw', 'loads') }}
    where extract = 'lsoa_lookup' and status = 'loaded'

),

delivered as (

    select
        sent.*,
        deliveries.received_at
    from {{ source('raw', 'lsoa_lookup') }} as sent
    inner join deliveries on sent.load_id = deliveries.load_id

),

latest as (

    select * from delivered
    qualify row_number() over (partition by lsoa_2011 order by received_at desc, load_id desc, _line desc) = 1

)

select
    latest.lsoa_2011,
    coalesce(renamed.la_name, latest.area_name) as la_name
from latest
left join {{ ref('national_home_areas') }} as renamed
    on {{ text_key('latest.area_name') }} = {{ text_key('renamed.area_name') }}
where coalesce(latest.area_code, latest.lsoa_2011) like 'E%'
