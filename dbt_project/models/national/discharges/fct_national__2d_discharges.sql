-- Grain: one row per period and discharge from hospital, in it, of someone of 65 or over who could come home.
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

measured as (

    select distinct
        period_start,
        period_end
    from {{ ref('int_national__2d_periods') }}

),

-- Without a lookup of neighbourhoods, everybody lives in the one council whose data this is.
only_council as (

    select max(la_name) as area
    from {{ ref('int_national__councils') }}
    having
        count(*) = 1
        and not exists (select 1 from {{ ref('stg_reference__home_areas') }}) -- noqa: RF02

),

could_come_home as (

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
        and is_last_episode
        and patient_key is not null

),

located as (

    select
        could_come_home.*,
        councils.la_code,
        coalesce(councils.la_name, home_areas.la_name, only_council.area) as area
    from could_come_home
    left join {{ ref('stg_reference__home_areas') }} as home_areas
        on could_come_home.lsoa_2011 = home_areas.lsoa_2011
    left join only_council on true
    left join {{ ref('int_national__councils') }} as councils
        on {{ text_key('coalesce(home_areas.la_name, only_council.area)') }} = {{ text_key('councils.la_name') }}

),

discharges as (

    select
        measured.*,
        located.*
    from located
    inner join measured on located.discharged_on between measured.period_start and measured.period_end
    where located.area is not null

),

supported as (

    select
        discharges.patient_key,
        discharges.admitted_on,
        discharges.period_start,
        bool_or(long_term.service_type = 'Long term support: Community') as in_community,
        bool_or(long_term.service_type <> 'Long term support: Community') as elsewhere
    from discharges
    inner join long_term
        on
            discharges.patient_key = long_term.person_key
            and discharges.admitted_on between long_term.started_on and long_term.ended_on
            and coalesce(discharges.period_start <= long_term.died_on, true)
    group by discharges.patient_key, discharges.admitted_on, discharges.period_start

)

select
    discharges.la_code,
    discharges.period_start,
    discharges.period_end,
    discharges.patient_key,
    discharges.episode_id,
    discharges.admitted_on,
    discharges.discharged_on,
    discharges.sex,
    case when discharges.age < 75 then '65-74' when discharges.age < 85 then '75-84' else '85+' end as age_group,
    discharges.area,
    case when supported.in_community then 'Those in LT community support' else 'Those not in any LTS' end
        as client_type
from discharges
left join supported
    on
        discharges.patient_key = supported.patient_key
        and discharges.admitted_on = supported.admitted_on
        and discharges.period_start = supported.period_start
where not coalesce(supported.elsewhere, false)
