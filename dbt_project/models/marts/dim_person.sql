-- Grain: one row per person within a council.

with

persons as (

    select * from {{ ref('int_persons') }}

),

groupings as (

    select * from {{ ref('cld_groupings') }}

)

select
    persons.person_key,
    persons.la_code,
    persons.sex,
    persons.ethnicity,
    ethnicities.value_group as ethnicity_group,
    persons.support_reason as support_reason_detailed,
    reasons.value_group as support_reason,
    persons.employment_status,
    persons.locality,
    persons.birth_month_on,
    persons.died_on
from persons
left join groupings as ethnicities
    on ethnicities.list_name = 'Ethnicity' and persons.ethnicity = ethnicities.value
left join groupings as reasons
    on reasons.list_name = 'Primary_Support_Reason' and persons.support_reason = reasons.value
