-- Grain: one row per discharge from hospital, in the period, of someone of 65 or over who could come home.
-- A code that is missing where one is asked about leaves the record out. Those who lived in a care home
-- or prison when admitted are left out too, whichever council paid.

with

episodes as (

    select
        *,
        {{ age_on('birth_month_on', 'discharged_on') }} as age
    from {{ ref('stg_reference__hospital_episodes') }}

),

long_term as (

    select * from {{ ref('int_national__2d_events') }}
    where service_rank <= 4

),

discharges as (

    select *
    from episodes
    where
        age >= 65
        and admission_method not in ('31', '32', '82', '83')
        and discharge_method not in ('4', '5')
        and discharge_destination not in ('49', '50', '51', '52', '79', '87', '88')
        and treatment_function not in (
            '199', '223', '290', '291', '331', '344', '345', '346', '424', '499', '501', '504', '560', '660', '661',
            '662', '840', '920'
        )
        and treatment_function not like '65%'
        and treatment_function not like '7%'
        and admitted_on >= date '2023-04-01'
        and admitted_on < discharged_on
        and discharged_on between {{ discharges_from() }} and {{ discharges_to() }}
        and is_last_episode
        and patient_key is not null

),

supported as (

    select
        discharges.patient_key,
        discharges.admitted_on,
        bool_or(long_term.service_type = 'Long term support: Community') as in_community,
        bool_or(long_term.service_type <> 'Long term support: Community') as elsewhere
    from discharges
    inner join long_term
        on
            discharges.patient_key = long_term.person_key
            and discharges.admitted_on between long_term.started_on and long_term.ended_on
    group by discharges.patient_key, discharges.admitted_on

),

-- Without a lookup of neighbourhoods, everybody lives in the one council whose data this is.
only_council as (

    select max(la_name) as area
    from {{ ref('int_national__councils') }}
    having
        count(*) = 1
        and not exists (select 1 from {{ ref('stg_reference__home_areas') }}) -- noqa: RF02

),

located as (

    select
        discharges.*,
        coalesce(home_areas.la_name, only_council.area) as area
    from discharges
    left join {{ ref('stg_reference__home_areas') }} as home_areas on discharges.lsoa_2011 = home_areas.lsoa_2011
    left join only_council on true

)

select
    located.patient_key,
    located.episode_id,
    located.admitted_on,
    located.discharged_on,
    located.sex,
    case when located.age < 75 then '65-74' when located.age < 85 then '75-84' else '85+' end as age_group,
    located.area,
    case when supported.in_community then 'Those in LT community support' else 'Those not in any LTS' end
        as client_type
from located
left join supported
    on located.patient_key = supported.patient_key and located.admitted_on = supported.admitted_on
where located.area is not null and not coalesce(supported.elsewhere, false)
