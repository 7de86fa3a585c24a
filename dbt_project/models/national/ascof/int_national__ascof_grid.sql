-- Grain: one row per council, measure, part and group that the national table shows, also if nobody is in it.
-- 2A shows each; the others show the groups that occur anywhere in the measure.

with

cases as (

    select * from {{ ref('int_national__ascof_cases') }}

),

parts as (

    select
        'ASCOF 2E' as measure,
        {{ each_of(['18-64', '65+']) }} as part

    union all

    select
        'ASCOF 2E LD' as measure,
        '18-64' as part

),

shown as (

    select
        'ASCOF 2A' as measure,
        '' as part,
        {{ each_of(['18 to 64', '65 and above', 'Total']) }} as group_name

    union

    select
        parts.measure,
        parts.part,
        cases.group_name
    from parts
    inner join cases on parts.measure = cases.measure

    union

    select
        described.measure,
        described.part,
        grouped.group_name
    from cases as described
    inner join cases as grouped on grouped.measure like 'ASCOF 3D%'
    where described.measure like 'ASCOF 3D%'

)

select
    councils.la_code,
    councils.la_name,
    shown.measure,
    shown.part,
    shown.group_name
from {{ ref('int_national__councils') }} as councils
cross join shown
