-- Grain: one row per council and record of a kind that the council lets out, as a paper for the public may tell of it.
select
    records.la_code,
    records.record_ref,
    records.kind,
    case when records.kind != 'item' then records.title end as title, -- what was asked at a board stands in its minutes
    records.owner_role,
    records.dated_on,
    records.due_on,
    records.state,
    actions.baseline_due_on,
    actions.brag,
    case
        when
            actions.is_overridden
            then 'Given by hand: ' || actions.override_reason || ' By rule it is ' || lower(actions.ruled_brag) || ': '
        else ''
    end || actions.ruled_because as brag_because,
    actions.milestones,
    actions.milestones_met,
    recommendations.response_text as response,
    commitments.met_on
from {{ ref('dim_records') }} as records
inner join {{ ref('public_kinds') }} as kinds on records.kind = kinds.kind and kinds.is_public
left join {{ ref('fct_actions') }} as actions
    on records.la_code = actions.la_code and records.record_ref = actions.action_ref
left join {{ ref('stg_registers__recommendations') }} as recommendations
    on records.la_code = recommendations.la_code and records.record_ref = recommendations.recommendation_ref
left join {{ ref('stg_registers__commitments') }} as commitments
    on records.la_code = commitments.la_code and records.record_ref = commitments.commitment_ref
