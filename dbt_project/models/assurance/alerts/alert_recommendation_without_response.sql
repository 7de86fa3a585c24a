-- Grain: one row per council and what it is about.
-- A recommendation that nobody has answered, or that was accepted and has no action.
select
    written.la_code,
    written.recommendation_ref as subject_ref,
    case
        when coalesce(written.response, 'Pending') = 'Pending' then 'Nobody has answered it.'
        else 'It was accepted, and no action carries it.'
    end as told,
    events.actual_on as since,
    written.owner as owner_role
from {{ ref('stg_registers__recommendations') }} as written
left join {{ ref('stg_registers__assessment_events') }} as events
    on written.la_code = events.la_code and written.source_event_ref = events.event_ref
where
    coalesce(written.response, 'Pending') = 'Pending'
    or (
        written.response in ('Accepted', 'Partly accepted')
        and not {{ is_linked('written', 'recommendation_ref', 'asked for') }}
    )
