-- Grain: one row per table and record in period that names a person.
-- Adds who the person is, how the outcome ranks, what kind of review it was, and the key that two
-- records of the same event share. The key is made of texts as sent: a service sent under its Release 1
-- name and then under its Release 2 name is two events. A later version of the method makes it of cleaned values.

with

records as (

    select
        {% if method('event_key') == 'cleaned' -%}
            * replace (
                client_type as client_type_key,
                lower(event_type) as event_type_key,
                lower(event_type) as event_type_told_apart,
                route_of_access as route_of_access_key,
                assessment_type as assessment_type_key,
                service_type as service_type_key,
                service_component as service_component_key
            ),
        {%- else -%}
            *,
        {%- endif %}
        coalesce(nhs_number_key, la_code || '_' || person_id_key) as person_key
    from {{ ref('int_national__records_in_period') }}
    where nhs_number_key is not null or person_id_key is not null

),

outcomes as (

    select
        value as outcome,
        value_rank as outcome_rank,
        value_group as outcome_group
    from {{ ref('cld_groupings') }}
    where list_name = 'Event_Outcome'

),

cleaned as (

    select
        ---------- keys
        records.table_name,
        records.record_id,
        records.la_code,
        records.la_name,
        records.person_key,

        ---------- person
        records.person_id_key,
        records.linked_adult_1_key,
        records.linked_adult_2_key,
        records.linked_adult_3_key,
        records.sex,
        records.ethnicity,
        records.birth_year,
        records.birth_month,
        records.age_at_event_start,
        records.died_on,
        records.client_type,
        records.support_reason,
        records.accommodation_status,
        records.employment_status,
        records.has_unpaid_carer,
        records.funding_status,

        ---------- event
        records.event_type,
        records.event_type_key,
        records.started_on,
        records.ended_on,
        records.ended_on_sent,
        records.outcome,
        records.is_conversation,
        records.route_of_access,
        records.assessment_type,
        records.service_type,
        records.service_component,
        records.delivery_mechanism,
        records.unit_cost,
        records.cost_frequency,
        records.planned_units_per_week,

        ---------- lineage
        records.load_id,
        records.line_number,
        records.received_at,
        records.period_from,
        records.period_to,

        ---------- what the method derives
        outcomes.outcome_rank,
        outcomes.outcome_group,
        records.event_type_key like '%service%' as is_service,
        case
            when records.event_type = 'Review' and records.review_reason like 'Unplanned%' then 'Unplanned'
            when records.event_type = 'Review' and records.review_reason like 'Planned%'
                then 'Planned review of long term support'
            when records.event_type = 'Review' and records.review_reason = 'Review of short term support'
                then 'Review of short term support'
            when records.event_type = 'Review' and records.review_reason is null then null
            when records.event_type_key like '%review%' then 'Review Type Unknown'
        end as review_type,
        {{ surrogate_key([
            'records.la_code',
            'records.started_on',
            'records.client_type_key',
            'person_key',
            'records.event_type_told_apart',
            "case when records.event_type_key not like '%service%' then records.ended_on end",
            "case when records.event_type_key like '%request%' then records.route_of_access_key end",
            "case when records.event_type_key like '%assessment%' then records.assessment_type_key end",
            "case when records.event_type_key like '%service%' then records.service_type_key end",
            "case when records.event_type_key like '%service%' then records.service_component_key end",
        ]) }} as event_key
    from records
    left join outcomes on records.outcome = outcomes.outcome

)

select * from cleaned
