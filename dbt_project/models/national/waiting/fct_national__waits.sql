-- Grain: one row per request on a timeline.
-- What answered the request first, which service followed, and how many days each took. A request that
-- falls into the follow-up of an earlier one is excluded, and has no waits.

with

links as (

    select
        *,
        case
            when is_own_response then 'Request'
            when service_number < coalesce(assessment_number, service_number + 1) then 'Service'
            when assessment_number is not null then 'Assessment'
        end as response_kind
    from {{ ref('int_national__wait_links') }}

),

answered as (

    select
        {{ all_columns_but(['service_number']) }},
        case response_kind
            when 'Request' then number when 'Service' then service_number else assessment_number
        end as response_number,
        case response_kind
            when 'Request' then started_on when 'Service' then service_started_on else assessment_started_on
        end as responded_on,
        case response_kind
            when 'Request' then wait_age_band when 'Service' then service_age_band else assessment_age_band
        end as response_age_band,
        -- An assessment that leads to no service, nor any beside it, ends the search for one.
        case
            when response_kind = 'Assessment' and not block_leads_to_service then null
            else service_number
        end as service_number
    from links

),

followed as (

    select
        *,
        lag(greatest(response_number, service_number)) over requests as last_number_before,
        coalesce(max(response_number) over earlier, 0) as responses_before,
        coalesce(max(service_number) over earlier, 0) as services_before
    from answered
    window
        requests as (partition by la_code, person_key order by number asc),
        earlier as (
            partition by la_code, person_key order by number asc
            rows between unbounded preceding and 1 preceding
        )

),

judged as (

    select
        *,
        coalesce(last_number_before > number, false)
        or coalesce(response_number <= responses_before, false)
        or coalesce(service_number <= services_before, false) as is_excluded
    from followed

)

select
    ---------- keys
    event_key,
    la_code,
    la_name,
    person_key,
    number,

    ---------- the request
    started_on,
    wait_age_band,
    is_excluded,

    ---------- first response
    response_kind,
    case when response_kind = 'Assessment' then assessment_type end as response_assessment_type,
    response_number,
    responded_on,
    response_age_band,
    case when not is_excluded then {{ days_between('started_on', 'responded_on') }} end as days_to_response,

    ---------- first service
    service_number,
    case when service_number is not null then service_type end as service_type,
    case when service_number is not null then service_started_on end as served_on,
    case when service_number is not null then service_age_band end as service_age_band,
    case
        when not is_excluded and service_number is not null
            then {{ days_between('started_on', 'service_started_on') }}
    end as days_to_service
from judged
