-- Grain: one row per measured period and adult carer, or carer of unknown age, supported or assessed in it.
-- Each is counted under the support that they direct most; 1 to 3 are in the measure.

select
    la_code,
    period_start,
    period_end,
    person_key,
    {{ age_band('min(age_at_period_end)') }} as age_band,
    min(support_rank) as support_rank
from {{ ref('int_national__carer_support') }}
where support_rank is not null and coalesce(age_at_period_end >= 18, true)
group by la_code, period_start, period_end, person_key
