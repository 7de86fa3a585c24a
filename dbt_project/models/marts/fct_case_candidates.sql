-- Grain: one row per person of the caseload at the latest month end: those who draw on long-term support, and
-- unpaid carers who are supported.

with

months as (

    select
        la_code,
        max(period_end) as period_end
    from {{ ref('fct_support_months') }}
    where period_end <= {{ var_date('as_at') }}
    group by la_code

),

open_services as (

    select
        services.la_code,
        services.person_key,
        months.period_end,
        services.service_group,
        services.service_type
    from {{ ref('fct_services') }} as services
    inner join months
        on
            services.la_code = months.la_code
            and services.started_on <= months.period_end
            and coalesce(services.ended_on, {{ far_future() }}) >= months.period_end

),

supported as (

    select caseload.*
    from {{ ref('fct_support_months') }} as caseload
    inner join months on caseload.la_code = months.la_code and caseload.period_end = months.period_end

),

places as (

    select
        person_key,
        case min(case service_type
            when 'Long term support: Nursing care' then 1
            when 'Long term support: Residential care' then 2
            when 'Long term support: Community' then 3
            when 'Long term support: Prison' then 4
        end)
            when 1 then 'Nursing care'
            when 2 then 'Residential care'
            when 3 then 'Community'
            when 4 then 'Prison'
        end as setting
    from open_services
    where service_group = 'Long term support'
    group by person_key

),

carers as (

    select distinct
        la_code,
        person_key,
        period_end
    from open_services
    where service_group = 'Unpaid carer support'

),

everyone as (

    select
        la_code,
        person_key,
        period_end
    from supported
    union
    select * from carers

),

exclusions as (

    select
        person_key,
        string_agg(distinct reason, '; ' order by reason) as reasons
    from {{ ref('fct_case_exclusions') }}
    where is_in_force and person_key is not null
    group by person_key

),

audits as (

    select
        refs.person_key,
        arg_max(audits.grade, audits.audited_on) as grade
    from {{ ref('stg_council__practice_audits') }} as audits
    inner join {{ ref('dim_person_ref') }} as refs
        on audits.la_code = refs.la_code and audits.person_ref = refs.person_ref
    where
        audits.dimension = 'Overall'
        and audits.grade in ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')
        and audits.audited_on <= {{ var_date('as_at') }}
    group by refs.person_key

)

select
    everyone.la_code,
    everyone.person_key,
    everyone.period_end,

    ---------- what a list is made up by
    {{ age_band_detailed(age_on('people.birth_month_on', 'everyone.period_end')) }} as age_band,
    people.sex,
    people.ethnicity_group,
    people.support_reason,
    case
        when supported.person_key is null then 'None of their own' else coalesce(places.setting, 'Unknown')
    end as setting,
    case when carers.person_key is null then 'No' else 'Yes' end as unpaid_carer,

    ---------- who is left out, and what is known of practice
    exclusions.reasons as excluded_because,
    audits.grade as last_audit_grade
from everyone
inner join {{ ref('dim_person') }} as people on everyone.person_key = people.person_key
left join supported on everyone.person_key = supported.person_key
left join places on everyone.person_key = places.person_key
left join carers on everyone.person_key = carers.person_key
left join exclusions on everyone.person_key = exclusions.person_key
left join audits on everyone.person_key = audits.person_key
where coalesce(people.died_on, {{ far_future() }}) >= everyone.period_end
