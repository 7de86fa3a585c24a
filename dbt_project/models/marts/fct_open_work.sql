-- Grain: one row per piece of open work and month: as the month's last list has it.

with

work as (

    select * from {{ ref('stg_council__open_work') }}
    where snapshot_date is not null
    qualify snapshot_date = max(snapshot_date) over (partition by la_code, date_trunc('month', snapshot_date))

),

people as (

    select * from {{ ref('dim_person_ref') }}

)

select
    ---------- keys
    work.la_code,
    work.work_ref,
    work.person_ref,
    work.snapshot_date as snapshot_on,

    ---------- the wait
    work.wait_type,
    case
        when work.wait_type in ('First needs assessment', 'Carer assessment', 'Occupational therapy') then 'Assessment'
        when work.wait_type in ('Planned review overdue', 'Early review overdue', 'Short stay review overdue')
            then 'Review'
        when work.wait_type = 'DoLS application' then 'DoLS'
    end as backlog,
    coalesce(work.wait_type in (
        'Home care to start', 'Residential place to start', 'Nursing place to start', 'First direct payment'
    ), false) as waits_for_support,
    work.route,
    work.team,
    work.delivered_by,
    work.priority,
    work.risk_band,
    work.requested_on,
    work.due_on,
    work.allocated_on,
    work.last_check_in_on,
    work.check_in_due_on,
    work.last_rescreened_on,
    work.status,
    coalesce(work.status = 'Paused', false) as is_paused,
    cast({{ days_between('work.requested_on', 'work.snapshot_date') }} as integer) as days_waited,

    ---------- the person, on that day
    {{ person_groups('work.snapshot_date') }},
    coalesce(people.locality, 'Unknown') as locality
from work
left join people on work.la_code = people.la_code and work.person_ref = people.person_ref
