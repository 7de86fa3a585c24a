-- Grain: one row per submitted row that has a place in a quarter which its delivery wins; the quarter
-- is the last such one in which a service was active, or the one in which any other event ended.
-- `left_out_because` says why a row is no event that can be counted; null when it is one.

with

submitted as (

    select * from {{ ref('stg_cld__events') }}

),

winners as (

    select * from {{ ref('int_cld__quarter_winners') }}

),

-- Nobody receives support after death: the event lasts until that day at the most.
ended as (

    select
        *,
        case
            when died_on >= started_on and died_on < coalesce(ended_on_sent, {{ far_future() }}) then died_on
            else ended_on_sent
        end as last_day_on
    from submitted

),

-- Rows without an event, or without the dates that would place them, go to the last quarter.
dated as (

    select
        *,
        case
            when event_type = 'Service' then coalesce(started_on, date '0001-01-01')
            else coalesce(last_day_on, date '0001-01-01')
        end as active_from,
        coalesce(last_day_on, date '9998-12-31') as active_to
    from ended

),

placed as (

    select
        ---------- lineage
        dated.load_id,
        dated.line_number,
        winners.la_code,
        winners.quarter_start,
        winners.quarter_end,
        winners.is_last_quarter,
        -- Orders the rows of one council by how recent they are: by quarter, then by line.
        (year(winners.quarter_start) * 12 + month(winners.quarter_start)) * 1000000000 + dated.line_number as recency,

        ---------- person
        winners.la_code || '_' || coalesce(dated.nhs_number, dated.person_id) as person_key,
        dated.person_id,
        dated.client_type,
        dated.sex,
        dated.ethnicity,
        dated.support_reason,
        dated.postcode_outward,
        dated.employment_status,
        dated.birth_year,
        dated.birth_month,
        dated.died_on,

        ---------- event
        dated.event_type,
        dated.started_on,
        dated.last_day_on,
        dated.outcome,
        dated.route_of_access,
        dated.assessment_type,
        dated.eligible_needs,
        dated.assessment_method,
        dated.service_type,
        dated.service_component,
        dated.delivery_mechanism,
        dated.funding_status,
        dated.provider_name,
        dated.provider_location_id,
        dated.unit_cost,
        dated.cost_frequency,
        dated.planned_units_per_week,
        dated.review_reason,
        dated.review_outcomes_achieved,
        dated.review_method
    from dated
    inner join winners
        on
            dated.load_id = winners.load_id
            and dated.active_from <= winners.quarter_end
            and dated.active_to >= winners.quarter_start
            and dated.active_to < winners.next_quarter_of_load

),

judged as (

    select
        *,
        case
            when event_type is null then 'no event'
            when event_type = 'Invalid and not mapped' then 'event type not known'
            when person_key is null then 'no person'
            when started_on is null then 'no start date'
            when event_type <> 'Service' and last_day_on is null then 'not ended'
            when died_on < started_on then 'starts after the death'
        end as left_out_because
    from placed

)

select * from judged
