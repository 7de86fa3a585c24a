-- Grain: one row per period and episode of reablement that followed a discharge in it.
-- What happened within twelve weeks of any of its discharges: death, readmission, a care home.

with

links as (

    select * from {{ ref('int_national__2d_links') }}

),

readmissions as (

    select * from {{ ref('stg_reference__hospital_episodes') }}
    where
        admitted_on < discharged_on
        and {{ text_key('management_type') }} in ('em', 'ne')
        and discharge_method <> '5'
        and is_last_episode

),

care as (

    select * from {{ ref('int_national__2d_events') }}
    where service_rank <= 2

)

select
    links.la_code,
    links.period_start,
    links.period_end,
    links.person_key,
    links.episode,
    bool_or(
        links.died_on >= links.discharged_on
        and {{ days_between('links.discharged_on', 'links.died_on') }} <= 84
    ) is true as died,
    bool_or(readmissions.patient_key is not null) as was_readmitted,
    bool_or(care.event_key is not null) as entered_care
from links
left join readmissions
    on
        links.person_key = readmissions.patient_key
        and links.started_on < readmissions.admitted_on
        and links.discharged_on < readmissions.admitted_on
        and {{ days_between('links.discharged_on', 'readmissions.admitted_on') }} <= 84
left join care
    on
        links.person_key = care.person_key
        and coalesce(links.period_start <= care.died_on, true)
        and links.discharged_on <= care.started_on
        and {{ days_between('links.discharged_on', 'care.started_on') }} <= 84
group by links.la_code, links.period_start, links.period_end, links.person_key, links.episode
