-- Grain: one row per council, age band and yearly estimate: its residents, and the days that it is the estimate of.
-- An estimate is of 30 June of its year, and counts from that day until the next that is held; the first counts for
-- what is before it too. Of one year the latest delivery tells. One without a year counts only where none has a year.

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
    qualify
        sent.estimate_year is not null
        or max(sent.estimate_year) over (partition by sent.la_code, sent.age_band) is null

),

latest as (

    select * from delivered
    qualify
        row_number() over (
            partition by la_code, age_band, estimate_year order by received_at desc, load_id desc, _line desc
        ) = 1

),

dated as (

    select
        la_code,
        age_band,
        people,
        estimate_year,
        make_date(estimate_year, 6, 30) as estimated_on
    from latest

)

select
    la_code,
    age_band,
    people,
    estimate_year,
    case when lag(estimate_year) over years is null then date '0001-01-01' else estimated_on end as counts_from,
    coalesce(cast(lead(estimated_on) over years - interval 1 day as date), {{ far_future() }}) as counts_to
from dated
window years as (partition by la_code, age_band order by estimate_year)
