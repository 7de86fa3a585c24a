-- Grain: one row per identifier under which a council knows a person.

with

told as (

    select * from {{ ref('int_cld__quarter_rows') }}
    where person_id is not null and person_key is not null

),

latest as (

    select
        la_code,
        person_id as person_ref,
        {{ latest_known('person_key') }} as person_key
    from told
    group by la_code, person_id

),

people as (

    select * from {{ ref('dim_person') }}

)

select
    latest.la_code,
    latest.person_ref,
    latest.person_key,
    people.sex,
    people.ethnicity_group,
    people.support_reason,
    people.locality,
    people.birth_month_on,
    people.died_on
from latest
inner join people on latest.person_key = people.person_key
