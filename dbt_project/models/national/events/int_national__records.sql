-- Grain: one row per table and submitted row of a submission chosen for it.
-- Texts that the method compares are made comparable here, once (method, 0.1): the columns ending in
-- _key, and event_type, which is as sent where it is none of the four. A later version of the method maps
-- event types as it does other lists, and reads the text NULL as a blank.

with

submissions as (

    select * from {{ ref('int_national__submissions') }}

),

events as (

    {{ events_as_read() }}

),

-- What stands for a text in a submission that hides it (docs/decisions/0009-identifiers-in-the-wrong-column.md).
stand_ins as (

    select
        {% for column in [
            'client_type', 'event_type', 'request_route_of_access', 'assessment_type', 'service_type',
            'service_component',
        ] -%}
            map(
                list(text_key) filter (where column_name = '{{ column }}'),
                list(stand_in) filter (where column_name = '{{ column }}')
            ) as {{ column }} {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('stg_cld__stand_ins') }}

),

submitted as (

    select
        ---------- the submission
        submissions.table_name,
        submissions.period_from,
        submissions.period_to,
        submissions.la_name,
        submissions.received_at,
        submissions.receipt_order * 100000000 + events.line_number as record_id,

        ---------- text as it is compared
        {{ text_key('events.la_code_sent') }} as la_code,
        {{ text_key('events.nhs_number_sent') }} as nhs_number_key,
        {{ text_key('events.person_id_sent') }} as person_id_key,
        {{ text_key('events.linked_adult_1_sent') }} as linked_adult_1_key,
        {{ text_key('events.linked_adult_2_sent') }} as linked_adult_2_key,
        {{ text_key('events.linked_adult_3_sent') }} as linked_adult_3_key,
        {{ told_apart('events.client_type_sent', 'client_type') }} as client_type_key,
        {{ text_key('events.event_type_sent') }} as event_type_key,
        {{ told_apart('events.event_type_sent', 'event_type') }} as event_type_told_apart,
        {{ told_apart('events.route_of_access_sent', 'request_route_of_access') }} as route_of_access_key,
        {{ told_apart('events.assessment_type_sent', 'assessment_type') }} as assessment_type_key,
        {{ told_apart('events.service_type_sent', 'service_type') }} as service_type_key,
        {{ told_apart('events.service_component_sent', 'service_component') }} as service_component_key,
        {% if method('event_type') == 'mapped' -%}
            events.event_type,
        {%- else -%}
            case
                when events.event_type = 'Invalid and not mapped' then events.event_type_sent
                else events.event_type
            end as event_type,
        {%- endif %}

        {{ all_columns_but(['event_type'], 'events') }}
    from submissions
    inner join events on submissions.load_id = events.load_id
    cross join stand_ins

)

select * from submitted
