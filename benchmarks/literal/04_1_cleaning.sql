-- Method 4.1 to 4.4: who a record is about, and its values in the words of Release 2.

-- 4.1.
create or replace temp table records_of_people as
select *
from events_in_period
where nhs_number is not null or la_person_unique_identifier is not null;

drop table events_in_period;

-- 4.2: no traced number is to be had locally.
create or replace temp table identified_records as
select
    *,
    lower(rtrim(coalesce(nhs_number, la_code || '_' || la_person_unique_identifier)))
        as der_nhs_la_combined_person_id
from records_of_people;

drop table records_of_people;

-- 4.3: the mapping table of every field, one row for a raw text.
create or replace temp table mapping as
select distinct
    list_name,
    lower(rtrim(value)) as raw_text,
    maps_to_release_2 as cleaned
from cld_list_values;

create or replace temp table hierarchy as
select
    value as event_outcome_cleaned,
    value_rank as event_outcome_hierarchy
from cld_groupings
where list_name = 'Event_Outcome' and value_rank is not null;

create or replace temp macro cleaned_value(raw_text, cleaned) as
case when raw_text is not null then coalesce(cleaned, 'Invalid and not mapped') end;

create or replace temp table cleaned_records as
select
    records.*,
    cleaned_value(records.gender, gender.cleaned) as gender_cleaned,
    cleaned_value(records.ethnicity, ethnicity.cleaned) as ethnicity_cleaned,
    cleaned_value(records.event_outcome, outcome.cleaned) as event_outcome_cleaned,
    cleaned_value(records.service_type, service.cleaned) as service_type_cleaned,
    cleaned_value(records.review_reason, reason.cleaned) as review_reason_cleaned,
    cleaned_value(records.client_funding_status, funding.cleaned) as client_funding_status_cleaned,
    cleaned_value(records.client_type, client.cleaned) as client_type_cleaned,
    cleaned_value(records.delivery_mechanism, mechanism.cleaned) as delivery_mechanism_cleaned,
    cleaned_value(records.assessment_type, assessment.cleaned) as assessment_type_cleaned,
    cleaned_value(records.hearing_impairment, hearing.cleaned) as hearing_impairment_cleaned,
    cleaned_value(records.method_of_assessment, assessed.cleaned) as method_of_assessment_cleaned,
    cleaned_value(records.method_of_review, reviewed.cleaned) as method_of_review_cleaned,
    cleaned_value(records.primary_support_reason, support.cleaned) as primary_support_reason_cleaned,
    cleaned_value(records.request_route_of_access, route.cleaned) as request_route_of_access_cleaned,
    cleaned_value(records.review_outcomes_achieved, achieved.cleaned) as review_outcomes_achieved_cleaned,
    cleaned_value(records.accommodation_status, accommodation.cleaned) as accommodation_status_cleaned,
    cleaned_value(records.cost_frequency_unit_type, cost.cleaned) as cost_frequency_cleaned,
    cleaned_value(records.employment_status, employment.cleaned) as employment_status_cleaned,
    cleaned_value(records.service_component, component.cleaned) as service_component_cleaned,
    cleaned_value(records.total_hrs_caring_per_week, hours.cleaned) as total_hrs_caring_cleaned,
    cleaned_value(records.visual_impairment, visual.cleaned) as visual_impairment_cleaned
from identified_records as records
left join mapping as gender
    on gender.list_name = 'Gender' and lower(rtrim(records.gender)) = gender.raw_text
left join mapping as ethnicity
    on ethnicity.list_name = 'Ethnicity' and lower(rtrim(records.ethnicity)) = ethnicity.raw_text
left join mapping as outcome
    on outcome.list_name = 'Event_Outcome' and lower(rtrim(records.event_outcome)) = outcome.raw_text
left join mapping as service
    on service.list_name = 'Service_Type' and lower(rtrim(records.service_type)) = service.raw_text
left join mapping as reason
    on reason.list_name = 'Review_Reason' and lower(rtrim(records.review_reason)) = reason.raw_text
left join mapping as funding
    on funding.list_name = 'Client_Funding_Status' and lower(rtrim(records.client_funding_status)) = funding.raw_text
left join mapping as client
    on client.list_name = 'Client_Type' and lower(rtrim(records.client_type)) = client.raw_text
left join mapping as mechanism
    on mechanism.list_name = 'Delivery_Mechanism' and lower(rtrim(records.delivery_mechanism)) = mechanism.raw_text
left join mapping as assessment
    on assessment.list_name = 'Assessment_Type' and lower(rtrim(records.assessment_type)) = assessment.raw_text
left join mapping as hearing
    on hearing.list_name = 'Hearing_Impairment' and lower(rtrim(records.hearing_impairment)) = hearing.raw_text
left join mapping as assessed
    on assessed.list_name = 'Method_Of_Assessment' and lower(rtrim(records.method_of_assessment)) = assessed.raw_text
left join mapping as reviewed
    on reviewed.list_name = 'Method_Of_Review' and lower(rtrim(records.method_of_review)) = reviewed.raw_text
left join mapping as support
    on support.list_name = 'Primary_Support_Reason' and lower(rtrim(records.primary_support_reason)) = support.raw_text
left join mapping as route
    on route.list_name = 'Request_Route_Of_Access' and lower(rtrim(records.request_route_of_access)) = route.raw_text
left join mapping as achieved
    on
        achieved.list_name = 'Review_Outcomes_Achieved'
        and lower(rtrim(records.review_outcomes_achieved)) = achieved.raw_text
left join mapping as accommodation
    on
        accommodation.list_name = 'Accommodation_Status'
        and lower(rtrim(records.accommodation_status)) = accommodation.raw_text
left join mapping as cost
    on cost.list_name = 'Cost_Frequency_Unit_Type' and lower(rtrim(records.cost_frequency_unit_type)) = cost.raw_text
left join mapping as employment
    on employment.list_name = 'Employment_Status' and lower(rtrim(records.employment_status)) = employment.raw_text
left join mapping as component
    on component.list_name = 'Service_Component' and lower(rtrim(records.service_component)) = component.raw_text
left join mapping as hours
    on
        hours.list_name = 'Total_Hrs_Caring_Per_Week'
        and lower(rtrim(records.total_hrs_caring_per_week)) = hours.raw_text
left join mapping as visual
    on visual.list_name = 'Visual_Impairment' and lower(rtrim(records.visual_impairment)) = visual.raw_text;

drop table identified_records;

-- 4.3: groups and the order of outcomes.
create or replace temp table grouped_records as
select
    records.*,
    case records.ethnicity_cleaned
        when 'Invalid and not mapped' then 'Unknown' else split_part(records.ethnicity_cleaned, ':', 1)
    end as ethnicity_grouped,
    case records.service_type_cleaned
        when 'Invalid and not mapped' then 'Unknown' else split_part(records.service_type_cleaned, ':', 1)
    end as service_type_grouped,
    case when records.event_outcome_cleaned like 'NFA%' then 'NFA' else records.event_outcome_cleaned end
        as event_outcome_grouped,
    hierarchy.event_outcome_hierarchy
from cleaned_records as records
left join hierarchy on records.event_outcome_cleaned = hierarchy.event_outcome_cleaned;

drop table cleaned_records;

-- 4.4.
create or replace temp table reviewed_records as
select
    *,
    case
        when lower(event_type) = 'review' and review_reason_cleaned like 'Unplanned%' then 'Unplanned'
        when lower(event_type) = 'review' and review_reason_cleaned like 'Planned%'
            then 'Planned review of long term support'
        when lower(event_type) = 'review' and review_reason_cleaned = 'Review of short term support'
            then 'Review of short term support'
        when lower(event_type) = 'review' and review_reason_cleaned = 'Invalid and not mapped'
            then 'Review Type Unknown'
        when lower(event_type) = 'review' and coalesce(review_reason_cleaned, '') = '' then null
        when lower(event_type) not like '%review%' then null
        else 'Review Type Unknown'
    end as review_type
from grouped_records;

drop table grouped_records;
