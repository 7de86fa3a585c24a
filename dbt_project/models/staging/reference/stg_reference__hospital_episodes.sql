-- Grain: one row per hospital episode, whatever number of times it was sent.
-- Of a record that several deliveries hold, the latest of them tells; a record without a key of its own
-- replaces none. The same row sent twice is one.

with

deliveries as (

    select
        load_id,
        received_at
    from {{ source('raw', 'loads') }}
    where extract = 'hospital_episodes' and status = 'loaded'

),

delivered as (

    select
        sent.*,
        deliveries.received_at
    from {{ source('raw', 'hospital_episodes') }} as sent
    inner join deliveries on sent.load_id = deliveries.load_id

),

latest as (

    select * from delivered
    qualify {{ of_latest_delivery(['episode_id']) }} or episode_id is null

)

select distinct
    ---------- keys
    {{ text_key('patient_key') }} as patient_key,
    episode_id,

    ---------- patient
    case
        when birth_month between 1 and 12 and birth_year between 1 and 9999
            then make_date(birth_year, birth_month, 1)
    end as birth_month_on,
    case sex_code
        when '1' then 'Male'
        when '2' then 'Female'
        when '9' then 'Not specified'
        when '0' then 'Not known'
        else sex_code
    end as sex,
    lsoa_2011,

    ---------- episode
    admitted_on,
    discharged_on,
    last_episode_indicator = '1' as is_last_episode,
    admission_method,
    discharge_method,
    discharge_destination,
    management_type,
    treatment_function
from latest
