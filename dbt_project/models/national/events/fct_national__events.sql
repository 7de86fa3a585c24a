-- Grain: one row per event in the joined table; in the single table, and the earlier one, also per cost line of a
-- service.
-- Of the records of one event the best is kept, whole: that of the latest period, then the open or
-- latest ending, the outcome that says most, a conversation, the record received last.

with

-- Read twice rather than written out whole in between.
records as not materialized (

    select
        *,
        case
            when table_name <> 'joined' and is_service then
                coalesce(delivery_mechanism, '')
                || '|' || coalesce(cast(round(unit_cost, 2) as varchar), '')
                || '|' || coalesce(cost_frequency, '')
                || '|' || coalesce(cast(round(planned_units_per_week, 2) as varchar), '')
        end as cost_line
    from {{ ref('int_national__cropped_records') }}

),

-- Narrow rows are sorted, whole ones fetched.
best as (

    select
        table_name,
        record_id
    from records
    qualify
        row_number() over (
            partition by table_name, event_key, cost_line
            order by
                period_to desc nulls last,
                coalesce(ended_on, {{ far_future() }}) desc nulls last,
                coalesce(outcome_rank, 999) asc nulls last,
                is_conversation desc nulls last,
                record_id desc nulls last
        ) = 1

),

kept as (

    select records.*
    from records
    inner join best on records.table_name = best.table_name and records.record_id = best.record_id

)

select
    ---------- keys
    table_name,
    event_key,
    cost_line,
    la_code,
    la_name,
    person_key,

    ---------- person
    person_id_key,
    linked_adult_1_key,
    linked_adult_2_key,
    linked_adult_3_key,
    sex,
    ethnicity,
    birth_year,
    birth_month,
    birth_month_on,
    age_at_event_start,
    age,
    age_band,
    age_band_detailed,
    died_on,
    client_type,
    support_reason,
    accommodation_status,
    employment_status,
    has_unpaid_carer,
    funding_status,

    ---------- event
    event_type,
    event_type_key,
    is_service,
    started_on,
    ended_on,
    ended_on_sent,
    outcome,
    outcome_rank,
    outcome_group,
    is_conversation,

    ---------- request, assessment, review
    route_of_access,
    assessment_type,
    review_type,

    ---------- service
    service_type,
    service_component,
    delivery_mechanism,
    case when table_name <> 'joined' then unit_cost end as unit_cost,
    case when table_name <> 'joined' then cost_frequency end as cost_frequency,
    case when table_name <> 'joined' then planned_units_per_week end as planned_units_per_week,

    ---------- lineage
    load_id,
    line_number,
    record_id,
    received_at,
    period_from,
    period_to,
    is_cropped
from kept
