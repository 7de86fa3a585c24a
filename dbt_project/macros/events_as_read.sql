{#-
  Staged rows of Client Level Data as the version of the national method in use reads them. A later version reads the
  text NULL as a blank in the columns named here, beside each the raw one that has the text; a person's own
  identifiers are not among them.
-#}
{% macro events_as_read() -%}
{%- set columns = {
    'sex': 'gender',
    'ethnicity': 'ethnicity',
    'client_type': 'client_type',
    'support_reason': 'primary_support_reason',
    'accommodation_status': 'accommodation_status',
    'employment_status': 'employment_status',
    'has_unpaid_carer': 'has_unpaid_carer',
    'funding_status': 'client_funding_status',
    'event_type': 'event_type',
    'outcome': 'event_outcome',
    'route_of_access': 'request_route_of_access',
    'assessment_type': 'assessment_type',
    'linked_adult_1_sent': 'adult_1_linked_person_id',
    'linked_adult_2_sent': 'adult_2_linked_person_id',
    'linked_adult_3_sent': 'adult_3_linked_person_id',
    'service_type': 'service_type',
    'service_component': 'service_component',
    'delivery_mechanism': 'delivery_mechanism',
    'cost_frequency': 'cost_frequency_unit_type',
    'review_reason': 'review_reason',
} -%}
{%- if method('null_text') == 'blank' -%}
    select
        {%- for column, sent in columns.items() %}
        case when {{ text_key('as_sent.' ~ sent) }} <> 'null' then events.{{ column }} end as {{ column }},
        {%- endfor %}
        {{ all_columns_but(columns, 'events') }}
    from {{ ref('stg_cld__events') }} as events
    inner join {{ ref('stg_cld__as_sent') }} as as_sent
        on events.load_id = as_sent.load_id and events.line_number = as_sent._line
{%- else -%}
    select * from {{ ref('stg_cld__events') }}
{%- endif -%}
{%- endmacro %}
