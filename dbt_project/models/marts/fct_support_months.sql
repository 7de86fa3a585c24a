-- Grain: one row per person and month end at which the person's long-term support was open.
-- Open counts the month end itself: support whose last day it is was still given on that day.

with

services as (

    select * from {{ ref('int_long_term_services') }}

),

months as (

    select * from {{ ref('dim_month_end') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

reviews as (

    select * from {{ ref('fct_reviews') }}

),

assessments as (

    select * from {{ ref('fct_assessments') }}
    where assessment_type in ('Long term assessment', 'Short term assessment')

),

open_support as (

    select
        services.la_code,
        services.person_key,
        months.period_end,
        months.months_known,
        min(services.supported_since) as supported_since,
        bool_or(services.is_community) as has_community_support,
        bool_or(services.is_community and services.is_direct_payment) as has_direct_payment
    from services
    inner join months
        on
            services.la_code = months.la_code
            and services.started_on <= months.period_end
            and coalesce(services.ended_on, {{ far_future() }}) >= months.period_end
    group by services.la_code, services.person_key, months.period_end, months.months_known

)

select
    open_support.la_code,
    open_support.person_key,
    open_support.period_end,
    open_support.months_known,

    ---------- the support
    open_support.supported_since,
    open_support.supported_since + interval 12 month <= open_support.period_end as is_for_12_months,
    open_support.has_community_support,
    open_support.has_direct_payment,

    ---------- looked at again
    reviews.completed_on as last_review_on,
    assessments.completed_on as last_assessment_on,

    ---------- the person, at the month end
    {{ age_band(age_on('people.birth_month_on', 'open_support.period_end')) }} as age_band,
    {{ age_band_detailed(age_on('people.birth_month_on', 'open_support.period_end')) }} as age_band_detailed,
    people.sex,
    people.ethnicity_group,
    people.support_reason,
    people.locality
from open_support
left join people on open_support.person_key = people.person_key
asof left join reviews -- the last by then
    on open_support.person_key = reviews.person_key and open_support.period_end >= reviews.completed_on
asof left join assessments
    on open_support.person_key = assessments.person_key and open_support.period_end >= assessments.completed_on
where coalesce(people.died_on, {{ far_future() }}) >= open_support.period_end
