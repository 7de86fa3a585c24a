-- Grain: one row per established post and month: as the month's last list has it.

with

posts as (

    select * from {{ ref('stg_council__workforce_posts') }}
    where snapshot_date is not null
    qualify snapshot_date = max(snapshot_date) over (partition by la_code, date_trunc('month', snapshot_date))

)

select
    la_code,
    post_ref,
    snapshot_date as snapshot_on,
    team,
    job_role,
    coalesce(fte_filled > 0, false) as is_filled,
    coalesce(agency_cover = 'Yes', false) as is_agency,
    coalesce(amhp = 'Yes', false) as is_amhp,
    cast(round(fte_established * 100) as integer) as established_hundredths,
    cast(round(fte_filled * 100) as integer) as filled_hundredths,
    cast(round(sick_days_12m * 100) as integer) as sick_day_hundredths
from posts
