-- Grain: one row per council, quarter, age band and metric in which somebody's wait ended.
-- The quarter and the band are those of the response or service that ended the wait.

select
    la_code,
    period_start as quarter_start,
    period_end as quarter_end,
    age_band,
    metric,
    median(days_waited) as median_days,
    count(*) as waits,
    {% for kind in ['Request', 'Assessment', 'Service'] -%}
        count(*) filter (where ended_by = '{{ kind }}') as ended_by_{{ kind | lower }},
    {% endfor -%}
    count(*) filter (where ended_by_type = 'Short term assessment') as short_term_assessments,
    count(*) filter (where ended_by_type = 'Long term assessment') as long_term_assessments,
    count(*) filter (where ended_by_type = 'Short term support: ST-Max') as st_max,
    count(*) filter (where ended_by_type = 'Short term support: Ongoing low level') as ongoing_low_level,
    count(*) filter (where ended_by_type = 'Short term support: Other short term') as other_short_term,
    count(*) filter (where ended_by_type = 'Long term support: Nursing care') as nursing_care,
    count(*) filter (where ended_by_type = 'Long term support: Residential care') as residential_care,
    count(*) filter (where ended_by_type = 'Long term support: Community') as community,
    count(*) filter (where ended_by_type = 'Long term support: Prison') as prison
from {{ ref('fct_national__waits_ended') }}
group by all
