-- Grain: one row per council and what it is about.
-- A claim that its own metric does not support, or that compares with others and gives no test.
with

claims as (
    select
        claims.*,
        claims.claim_kind = 'Comparison' and claims.metric_tests is null as has_no_test
    from {{ ref('stg_registers__self_assessment_claims') }} as claims
    inner join {{ ref('dim_records') }} as records
        on
            claims.la_code = records.la_code
            and claims.claim_ref = records.record_ref
            and claims.load_id = records.load_id
            and claims.line_number = records.line_number
    where claims.change_from_last is distinct from 'Removed'
),

-- Whom a council is held against: England, its own region, its own peers; the latest year that each is published for.
regions as (
    select distinct
        la_code,
        region
    from {{ source('gathered', 'comparators') }}
    where area_type = 'council' and region is not null
),

others as (
    select
        published.metric_id,
        published.area_type,
        coalesce(regions.la_code, published.la_code) as la_code,
        published.year_end,
        published.value
    from {{ source('gathered', 'comparators') }} as published
    left join regions on published.area_type = 'region' and published.area = regions.region
    where published.value is not null and published.area_type in ('England', 'region', 'peer group')
    qualify
        row_number() over (
            partition by published.metric_id, published.area_type, coalesce(regions.la_code, published.la_code)
            order by published.year_end desc
        ) = 1
),

-- The same definition and date on both sides: our figure of the year that the other's is of.
same_day as (
    select
        la_code,
        metric_id,
        period_end,
        value
    from {{ source('gathered', 'metric_values') }}
    where breakdown = 'all' and value is not null
    qualify row_number() over (partition by la_code, metric_id, period_end order by period_start) = 1
),

held as (
    select
        tests.la_code,
        tests.claim_ref,
        tests.test,
        signals.title,
        case
            when tests.metric_id is null then 'cannot be read as a test'
            when signals.metric_id is null then 'has no figure'
            when tests.asks = 'improving' and not signals.is_better then 'shows no improvement beyond chance'
            when tests.asks = 'not worsening' and signals.is_worse then 'has worsened beyond chance'
            when tests.asks = 'at least' and signals.value < tests.bound then 'is below that'
            when tests.asks = 'at most' and signals.value > tests.bound then 'is above that'
            when
                tests.asks = 'better than' and same_day.value is null
                then 'has no figure of ' || tests.held_against || ' of the same definition and date beside it'
            when
                tests.asks = 'better than' and signals.good = 'up' and same_day.value <= others.value
                then 'is not better'
            when
                tests.asks = 'better than' and signals.good = 'down' and same_day.value >= others.value
                then 'is not better'
        end as fails
    from {{ ref('int_claim_tests') }} as tests
    left join {{ ref('int_metric_signals') }} as signals
        on tests.la_code = signals.la_code and tests.metric_id = signals.metric_id
    left join others
        on
            tests.metric_id = others.metric_id
            and tests.held_against = others.area_type
            and (others.area_type = 'England' or tests.la_code = others.la_code)
    left join same_day
        on
            tests.la_code = same_day.la_code
            and tests.metric_id = same_day.metric_id
            and others.year_end = same_day.period_end
)

select
    claims.la_code,
    claims.claim_ref as subject_ref,
    case
        when claims.has_no_test then 'It compares the council with others, and gives no test of that.'
        else string_agg(
            '“' || held.test || '” does not hold: ' || coalesce(held.title || ' ', 'it ') || held.fails || '.', ' '
            order by held.test
        )
    end as told,
    claims.refreshed_on as since,
    null as owner_role
from claims
left join held on claims.la_code = held.la_code and claims.claim_ref = held.claim_ref and held.fails is not null
where claims.has_no_test or held.fails is not null
group by claims.la_code, claims.claim_ref, claims.has_no_test, claims.refreshed_on
