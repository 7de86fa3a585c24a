-- Grain: one row per adult, or person of unknown age, with long term support on the last day of the period.
-- Each is counted under one service: care homes come first, then support in the community by how much
-- the person directs it. Only those whose best is in the community, 3 to 6, are in the measure.

with

services as (

    select
        *,
        case when service_component = 'Direct payment' then 'Direct payment' else delivery_mechanism end as mechanism
    from {{ ref('int_national__client_events') }}
    where
        service_rank <= 4
        and started_on <= {{ var_date('national_period_end') }}
        and is_in_order
        and coalesce(ended_on >= {{ var_date('national_period_end') }}, true)
        and coalesce(died_on >= {{ var_date('national_period_end') }}, true)

),

ranked as (

    select
        *,
        case
            when service_rank <= 2 then service_rank
            when service_rank = 3 and mechanism = 'Direct payment' then 3
            when service_rank = 3 and mechanism = 'CASSR managed personal budget' then 4
            when service_rank = 3 and mechanism = 'CASSR commissioned support' then 5
            when service_rank = 3 then 6
            when mechanism = 'CASSR managed personal budget' then 7
            when mechanism = 'CASSR commissioned support' then 8
            else 9
        end as support_rank
    from services

)

select
    la_code,
    person_key,
    {{ age_band('max(age_at_period_end)') }} as age_band,
    min(support_rank) as support_rank
from ranked
where coalesce(age_at_period_end >= 18, true)
group by la_code, person_key
