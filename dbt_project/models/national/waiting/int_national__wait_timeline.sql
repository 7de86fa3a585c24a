-- Grain: one row per event on somebody's timeline, numbered in the order in which they happened.
-- Requests of people who had support already, and requests that led to nothing or to hospital, are
-- left out; so is a request without an outcome, while one with an invalid outcome stays.

with

-- Read three times, not copied in between.
candidates as not materialized (

    select * from {{ ref('int_national__wait_candidates') }}

),

-- Long term support in the twelve months before, short term support in the three months before;
-- ongoing low level support makes nobody a client.
of_clients as (

    select distinct requests.event_key
    from candidates as requests
    inner join candidates as services
        on
            requests.la_code = services.la_code
            and requests.person_key = services.person_key
            and services.kind = 'Service'
            and requests.started_on > services.started_on
    where
        requests.kind = 'Request'
        and (
            (
                services.service_type like 'Long term support:%'
                and coalesce(services.ended_on, {{ far_future() }}) >= {{ months_after('requests.started_on', -12) }}
            )
            or (
                services.service_type in ('Short term support: ST-Max', 'Short term support: Other short term')
                and coalesce(services.ended_on, {{ far_future() }}) >= {{ months_after('requests.started_on', -3) }}
            )
        )

),

kept as (

    select candidates.*
    from candidates
    left join of_clients on candidates.event_key = of_clients.event_key
    where
        (candidates.kind <> 'Request' and candidates.age_at_event_start >= 25)
        or (
            candidates.kind = 'Request'
            and of_clients.event_key is null
            and candidates.outcome_group not in ('NFA', 'Admitted to hospital')
        )

),

numbered as (

    select
        *,
        row_number() over timeline as number,
        -- Assessments with no request or service between them stand in one block.
        count(*) filter (where kind <> 'Assessment') over (timeline rows unbounded preceding) as block,
        coalesce(outcome in (
            'Progress to reablement/ST-Max', 'Progress to support planning or services',
            'Continuation of support or services'
        ), false) as leads_to_service
    from kept
    window
        timeline as (
            partition by la_code, person_key
            order by
                started_on asc nulls first,
                case kind when 'Request' then 1 when 'Assessment' then 2 else 3 end asc nulls last,
                received_at desc nulls last,
                record_id desc nulls last
        )

)

select
    *,
    kind = 'Assessment'
    and bool_or(leads_to_service and kind = 'Assessment') over (partition by la_code, person_key, block)
        as block_leads_to_service
from numbered
