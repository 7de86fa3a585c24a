-- Grain: one row per hospital episode, whatever number of times it was sent.

with

sent as (

    select distinct * from {{ source('reference', 'hospital_episodes') }}

)

select
    ---------- keys
    patient_key,
    episode_id,

    ---------- patient
    make_date(birth_year, birth_month, 1) as birth_month_on,
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
from sent
