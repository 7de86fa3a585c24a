-- Grain: one row per council, identifier and reason for which its person is left out of case tracking.

with

excluded as (

    select * from {{ ref('stg_council__case_tracking_exclusions') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    excluded.la_code,
    excluded.person_ref,
    coalesce(excluded.reason, 'No reason given') as reason,
    excluded.until_on,
    coalesce(excluded.until_on >= {{ var_date('as_at') }}, true) as is_in_force,
    people.person_key
from excluded
left join people on excluded.la_code = people.la_code and excluded.person_ref = people.person_ref
