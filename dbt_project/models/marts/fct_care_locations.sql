-- Grain: one row per registered social care location and month: with its overall rating as then published.

with

deliveries as (

    select * from {{ ref('stg_reference__deliveries') }}
    where extract = 'provider_directory'
    qualify row_number() over (partition by la_code, period_end order by received_on desc, load_id desc) = 1

),

directory as (

    select * from {{ ref('stg_council__provider_directory') }}

),

councils as (

    select * from {{ ref('ascof_areas') }}
    where area_type = 'council'

)

select
    directory.la_code,
    directory.location_id,
    deliveries.period_end as month_end_on,
    directory.location_name,
    directory.inspection_category,
    coalesce(directory.care_home = 'Yes', false) as is_care_home,
    directory.rating,
    directory.rating in ('Outstanding', 'Good', 'Requires improvement', 'Inadequate') as is_rated,
    directory.rating in ('Outstanding', 'Good') as is_good
from directory
inner join deliveries on directory.load_id = deliveries.load_id and directory.la_code = deliveries.la_code
left join councils on lower(trim(directory.local_authority)) = lower(councils.area_name)
where
    directory.location_type = 'Social Care Org'
    and directory.service_group = 'Overall'
    and directory.domain = 'Overall'
    and coalesce(councils.la_code = directory.la_code, true)
