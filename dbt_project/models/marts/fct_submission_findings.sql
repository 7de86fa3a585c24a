-- Grain: one row per load of Client Level Data that is read.
-- What the national method takes as it comes, and a reader of its figures should know of: the quality
-- report says it in words. Rows are counted, also those that count for nothing later.

with

-- Read twice, not copied in between.
events as not materialized (

    select * from {{ ref('stg_cld__events') }}

),

loads as (

    select * from {{ ref('int_data_quality__loads') }}

),

-- Words that one release of the specification has and the other has not, whatever their case.
words as (

    select
        list_name || ': ' || lower(value) as term,
        min(release) as only_release
    from {{ ref('cld_list_values') }}
    where release in ('1', '2')
    group by list_name, lower(value)
    having count(distinct release) = 1

),

releases as (

    select
        list(term) filter (where only_release = '1') as of_release_1,
        list(term) filter (where only_release = '2') as of_release_2
    from words

),

-- The same few words stand on many rows, so they are looked up once for each combination.
worded as (

    select
        load_id,
        client_type_sent,
        service_type_sent,
        service_component_sent,
        route_of_access_sent,
        count(*) as rows_so_worded
    from events
    group by all

),

mixed as (

    select
        worded.load_id,
        {% for release in [1, 2] -%}
            sum(worded.rows_so_worded) filter (
                where list_has_any(
                    releases.of_release_{{ release }},
                    [
                        'Client_Type: ' || lower(worded.client_type_sent),
                        'Service_Type: ' || lower(worded.service_type_sent),
                        'Service_Component: ' || lower(worded.service_component_sent),
                        'Request_Route_Of_Access: ' || lower(worded.route_of_access_sent),
                    ]
                )
            ) as rows_of_release_{{ release }} {%- if not loop.last %},{% endif %}
        {% endfor %}
    from worded
    cross join releases
    group by worded.load_id

),

counted as (

    select
        load_id,
        count(event_type_sent) as events,
        count(event_type_sent) filter (where started_on < make_date(birth_year, birth_month, 1))
            as events_before_birth,
        count(event_type_sent) filter (where started_on > died_on) as events_after_death,
        count(distinct coalesce(nhs_number_sent, person_id_sent)) as people,
        count(distinct person_id_sent) filter (where nhs_number_sent is null) as people_without_nhs_number,
        count(*) filter (where event_type = 'Service') as services,
        count(*) filter (where event_type = 'Service' and service_type = 'Invalid and not mapped')
            as services_of_unknown_type
    from events
    group by load_id

)

select
    loads.la_code,
    loads.received_at,
    counted.*,
    cast(coalesce(mixed.rows_of_release_1, 0) as bigint) as rows_of_release_1,
    cast(coalesce(mixed.rows_of_release_2, 0) as bigint) as rows_of_release_2
from loads
inner join counted on loads.load_id = counted.load_id
inner join mixed on loads.load_id = mixed.load_id
