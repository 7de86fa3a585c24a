-- Grain: one row per council and age band: its residents.
-- One estimate is used for all periods: the latest delivery's of a council, and in that its latest year. A
-- number stated twice there is taken as its last line has it. Other bands than those of 2B and 2C are no residents.

with

deliveries as (

    select
        load_id,
        received_at
    from {{ source('raw', 'loads') }}
    where extract = 'population' and status = 'loaded'

),

delivered as (

    select
        sent.*,
        deliveries.received_at
    from {{ source('raw', 'population') }} as sent
    inner join deliveries on sent.load_id = deliveries.load_id

),

latest as (

    select * from delivered
    qualify {{ of_latest_delivery(['la_code']) }}

)

select
    la_code,
    {{ text_key('age_band') }} as age_band,
    people
from latest
where {{ text_key('age_band') }} in ('18 to 64', '65 and above')
qualify
    row_number() over (
        partition by la_code, {{ text_key('age_band') }} order by estimate_year desc nulls last, _line desc
    ) = 1
