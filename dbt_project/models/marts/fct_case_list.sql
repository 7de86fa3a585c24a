-- Grain: one row per council, list of cases and person on it, with what still stands against the case.

with

cases as (

    select * from {{ ref('stg_council__case_tracking_cases') }}

),

exclusions as (

    select
        la_code,
        person_ref,
        string_agg(distinct reason, '; ' order by reason) as reasons
    from {{ ref('fct_case_exclusions') }}
    where is_in_force
    group by all

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    cases.la_code,
    cases.list_ref,
    cases.person_ref,
    people.person_key,
    cases.rank,
    cases.place,
    cases.consent,
    coalesce(cases.excluded_reason, exclusions.reasons) as excluded_because,
    cases.file_audited_on,
    cases.chosen,
    nullif(concat_ws(
        '; ',
        case when people.person_key is null then 'nobody in Client Level Data has the identifier' end,
        case when coalesce(cases.excluded_reason, exclusions.reasons) is not null then 'left out' end,
        case
            when cases.consent = 'Refused' then 'consent refused'
            when cases.consent is distinct from 'Given' then 'consent not given yet'
        end,
        case when cases.file_audited_on is null then 'file not read through' end
    ), '') as missing,
    missing is null as is_ready
from cases
left join exclusions on cases.la_code = exclusions.la_code and cases.person_ref = exclusions.person_ref
left join people on cases.la_code = people.la_code and cases.person_ref = people.person_ref
