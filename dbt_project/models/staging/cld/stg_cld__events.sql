-- Grain: one row per submitted row of Client Level Data.
-- Conforms names and codes, never decides: blank stays null, a value of either release becomes the
-- Release 2 value whatever its case, anything else becomes 'Invalid and not mapped'. The columns
-- ending in _sent keep the text as it came: the national method's event keys need it.
-- Which loads are read is known before any row is: see
-- depends_on: {{ ref('int_national__loads_opened') }}

with

submitted as (

    select * from {{ source('raw', 'cld') }}

),

list_values as (

    select distinct
        list_name,
        lower(value) as value_key,
        maps_to_release_2 as value_release_2
    from {{ ref('cld_list_values') }}

),

lists as (

    select
        {{ list_map('Gender') }},
        {{ list_map('Ethnicity') }},
        {{ list_map('Client_Type') }},
        {{ list_map('Primary_Support_Reason') }},
        {{ list_map('Accommodation_Status') }},
        {{ list_map('Employment_Status') }},
        {{ list_map('Has_Unpaid_Carer') }},
        {{ list_map('Autism_Spectrum_Disorder_ASD') }},
        {{ list_map('Visual_Impairment') }},
        {{ list_map('Hearing_Impairment') }},
        {{ list_map('Dementia') }},
        {{ list_map('Client_Funding_Status') }},
        {{ list_map('Event_Type') }},
        {{ list_map('Event_Outcome') }},
        {{ list_map('Request_Route_Of_Access') }},
        {{ list_map('Assessment_Type') }},
        {{ list_map('Eligible_Needs_Identified') }},
        {{ list_map('Method_Of_Assessment') }},
        {{ list_map('Total_Hrs_Caring_Per_Week') }},
        {{ list_map('Service_Type') }},
        {{ list_map('Service_Component') }},
        {{ list_map('Delivery_Mechanism') }},
        {{ list_map('Cost_Frequency_Unit_Type') }},
        {{ list_map('Review_Reason') }},
        {{ list_map('Review_Outcomes_Achieved') }},
        {{ list_map('Method_Of_Review') }}
    from list_values

),

conformed as (

    select
        ---------- lineage
        submitted.load_id,
        submitted._line as line_number,
        submitted.la_code as la_code_sent,

        ---------- person
        {{ pseudonym('submitted.nhs_number') }} as nhs_number,
        {{ pseudonym('submitted.la_person_unique_identifier') }} as person_id,
        {{ release_2('submitted.gender', 'Gender') }} as sex,
        {{ release_2('submitted.ethnicity', 'Ethnicity') }} as ethnicity,
        submitted.birth_year,
        submitted.birth_month,
        submitted.age_at_event_start,
        submitted.age_at_reporting_period_end,
        submitted.date_of_death as died_on,
        {{ release_2('submitted.client_type', 'Client_Type') }} as client_type,
        {{ release_2('submitted.primary_support_reason', 'Primary_Support_Reason') }} as support_reason,
        submitted.postcode_outward,
        {{ release_2('submitted.accommodation_status', 'Accommodation_Status') }} as accommodation_status,
        {{ release_2('submitted.employment_status', 'Employment_Status') }} as employment_status,
        {{ release_2('submitted.has_unpaid_carer', 'Has_Unpaid_Carer') }} as has_unpaid_carer,
        {{ release_2('submitted.autism_spectrum_disorder_asd', 'Autism_Spectrum_Disorder_ASD') }} as autism,
        {{ release_2('submitted.visual_impairment', 'Visual_Impairment') }} as visual_impairment,
        {{ release_2('submitted.hearing_impairment', 'Hearing_Impairment') }} as hearing_impairment,
        {{ release_2('submitted.dementia', 'Dementia') }} as dementia,
        {{ release_2('submitted.client_funding_status', 'Client_Funding_Status') }} as funding_status,
        submitted.gp_practice_name,
        submitted.gp_practice_code,

        ---------- event
        {{ release_2('submitted.event_type', 'Event_Type') }} as event_type,
        submitted.event_reference,
        submitted.event_start_date as started_on,
        submitted.event_end_date as ended_on_sent,
        {{ release_2('submitted.event_outcome', 'Event_Outcome') }} as outcome,
        submitted.is_conversation,
        submitted.is_conversation_1,

        ---------- request, assessment
        {{ release_2('submitted.request_route_of_access', 'Request_Route_Of_Access') }} as route_of_access,
        {{ release_2('submitted.assessment_type', 'Assessment_Type') }} as assessment_type,
        {{ release_2('submitted.eligible_needs_identified', 'Eligible_Needs_Identified') }} as eligible_needs,
        {{ release_2('submitted.method_of_assessment', 'Method_Of_Assessment') }} as assessment_method,

        ---------- unpaid carer
        {{ release_2('submitted.total_hrs_caring_per_week', 'Total_Hrs_Caring_Per_Week') }} as hours_caring,
        submitted.no_of_adults_being_cared_for as adults_cared_for,
        {{ pseudonym('submitted.adult_1_linked_person_id') }} as linked_adult_1,
        {{ pseudonym('submitted.adult_2_linked_person_id') }} as linked_adult_2,
        {{ pseudonym('submitted.adult_3_linked_person_id') }} as linked_adult_3,

        ---------- service
        {{ release_2('submitted.service_type', 'Service_Type') }} as service_type,
        {{ release_2('submitted.service_component', 'Service_Component') }} as service_component,
        {{ release_2('submitted.delivery_mechanism', 'Delivery_Mechanism') }} as delivery_mechanism,
        submitted.provider_cqc_location_name as provider_name,
        submitted.provider_cqc_location_id as provider_location_id,
        submitted.unit_cost,
        {{ release_2('submitted.cost_frequency_unit_type', 'Cost_Frequency_Unit_Type') }} as cost_frequency,
        submitted.planned_units_per_week,

        ---------- review
        {{ release_2('submitted.review_reason', 'Review_Reason') }} as review_reason,
        {{ release_2('submitted.review_outcomes_achieved', 'Review_Outcomes_Achieved') }} as review_outcomes_achieved,
        {{ release_2('submitted.method_of_review', 'Method_Of_Review') }} as review_method,

        ---------- as sent
        submitted.nhs_number as nhs_number_sent,
        submitted.la_person_unique_identifier as person_id_sent,
        submitted.adult_1_linked_person_id as linked_adult_1_sent,
        submitted.adult_2_linked_person_id as linked_adult_2_sent,
        submitted.adult_3_linked_person_id as linked_adult_3_sent,
        submitted.client_type as client_type_sent,
        submitted.event_type as event_type_sent,
        submitted.request_route_of_access as route_of_access_sent,
        submitted.assessment_type as assessment_type_sent,
        submitted.service_type as service_type_sent,
        submitted.service_component as service_component_sent

    from submitted
    cross join lists

)

select * from conformed
