-- Grain: one row per council, month end and ethnicity group: adults with long-term support beside residents.
-- Residents are the census's aged 18 and above; where only all ages are held, those.

with

census as (

    select * from {{ ref('stg_council__census_ethnicity') }}

),

councils as (

    select * from {{ ref('ascof_areas') }}
    where area_type = 'council'

),

support as (

    select * from {{ ref('fct_support_months') }}
    where age_band <> 'Under 18'

),

of_the_council as (

    select
        census.la_code,
        census.age_band,
        census.observation,
        case split_part(census.ethnic_group, ':', 1)
            when 'White' then 'White'
            when 'Mixed' then 'Mixed or multiple ethnic groups'
            when 'Asian' then 'Asian or Asian British'
            when 'Black' then 'Black, Black British, Caribbean or African'
            when 'Other' then 'Other ethnic group'
        end as ethnicity_group
    from census
    left join councils on census.area_code = councils.ons_code
    where coalesce(councils.la_code = census.la_code, true) and census.age_band in ('18 and above', 'All ages')
    qualify
        (census.age_band = '18 and above')
        = (count(*) filter (where census.age_band = '18 and above') over (partition by census.la_code) > 0)

),

residents as (

    select
        la_code,
        ethnicity_group,
        sum(observation) as residents
    from of_the_council
    where ethnicity_group is not null
    group by la_code, ethnicity_group

),

months as (

    select distinct
        la_code,
        period_end
    from support

),

people as (

    select
        la_code,
        period_end,
        ethnicity_group,
        count(*) as people
    from support
    group by la_code, period_end, ethnicity_group

),

counted as (

    select
        months.la_code,
        months.period_end,
        residents.ethnicity_group,
        cast(coalesce(people.people, 0) as bigint) as people,
        cast(residents.residents as bigint) as residents
    from months
    inner join residents on months.la_code = residents.la_code
    left join people
        on
            months.la_code = people.la_code
            and months.period_end = people.period_end
            and residents.ethnicity_group = people.ethnicity_group

)

select
    *,
    cast(sum(people) over (partition by la_code, period_end) as bigint) as people_of_all_groups,
    cast(sum(residents) over (partition by la_code, period_end) as bigint) as residents_of_all_groups
from counted
