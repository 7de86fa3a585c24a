-- Grain: one row per table and record in period that names a person.
-- Adds who the person is, how the outcome ranks, what kind of review it was, and the key that two
-- records of the same event share. The key is made of texts as sent: a service sent under its Release 1
-- name and then under its Release 2 name is two events.

with

records as (

    select
        *,
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
        records.*,
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
            'records.event_type_key',
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
