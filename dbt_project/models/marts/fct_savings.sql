-- Grain: one row per savings proposal and month: this financial year's, as the month's last list has them.

with

proposals as (

    select * from {{ ref('stg_council__savings_proposals') }}
    where as_at is not null
    qualify as_at = max(as_at) over (partition by la_code, date_trunc('month', as_at))

)

select
    la_code,
    proposal_ref,
    as_at,
    status,
    cast(round(planned_pounds) as bigint) as planned_pounds,
    cast(round(coalesce(delivered_pounds, 0)) as bigint) as delivered_pounds,
    coalesce(
        quality_impact_checked_on <= as_at
        and list_contains(string_split(replace(lower(considered_by), ' ', ''), ';'), 'psw'),
        false
    ) as is_impact_checked
from proposals
where year(year) = year(as_at - interval 3 month) + 1 and coalesce(status <> 'Withdrawn', true)
