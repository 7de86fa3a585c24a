-- Grain: one row per council and pair of records that the registers join, in the direction of the thread.
{%- set pairs = [
    ['board_items', 'metric_ref', 'was looked at as', 'item_ref'],
    ['board_items', 'meeting_ref', 'heard', 'item_ref'],
    ['board_items', 'item_ref', 'led to', 'decision_refs'],
    ['decisions', 'item_ref', 'led to', 'decision_ref'],
    ['decisions', 'decision_ref', 'asked for', 'action_refs'],
    ['improvement_actions', 'origin_refs', 'asked for', 'action_ref'],
    ['recommendations', 'recommendation_ref', 'asked for', 'action_refs'],
    ['recommendations', 'source_event_ref', 'recommended', 'recommendation_ref'],
    ['recommendations', 'recommendation_ref', 'is measured by', 'metric_refs'],
    ['findings', 'finding_ref', 'asked for', 'action_refs'],
    ['findings', 'source_event_ref', 'found', 'finding_ref'],
    ['findings', 'finding_ref', 'rests on', 'evidence_refs'],
    ['risks', 'risk_ref', 'asked for', 'action_refs'],
    ['regulatory_notices', 'notice_ref', 'asked for', 'action_refs'],
    ['milestones', 'action_refs', 'is done by', 'milestone_ref'],
    ['milestones', 'document_ref', 'is done by', 'milestone_ref'],
    ['improvement_actions', 'action_ref', 'is shown by', 'completion_evidence_refs'],
    ['improvement_actions', 'action_ref', 'should move', 'metric_refs'],
    ['improvement_actions', 'action_ref', 'must not worsen', 'balancing_metric_refs'],
    ['improvement_actions', 'depends_on', 'comes before', 'action_ref'],
    ['milestones', 'depends_on', 'comes before', 'milestone_ref'],
    ['improvement_actions', 'duplicate_of', 'stands also for', 'action_ref'],
    ['self_assessment_claims', 'claim_ref', 'rests on', 'document_refs'],
    ['assurance_questions', 'question_ref', 'rests on', 'evidence_refs'],
    ['evidence_items', 'item_ref', 'is answered by', 'document_refs'],
    ['evidence_documents', 'document_ref', 'is carried out by', 'delivery_plan_ref'],
    ['commitments', 'made_at_meeting_ref', 'was promised', 'commitment_ref'],
    ['commitments', 'commitment_ref', 'was met by', 'met_by_ref'],
] %}

with

said as (
    {%- for register, from_column, link, to_column in pairs %}
        {{ links(register, from_column, link, to_column) }}
        {%- if not loop.last %}
            union
        {%- endif %}
    {%- endfor %}
    union
    select
        la_code,
        claim_ref as from_ref,
        'is tested by' as link,
        metric_id as to_ref,
        false as is_from_named
    from {{ ref('int_claim_tests') }}
    where metric_id is not null
),

held as (
    select
        la_code,
        record_ref as held_ref
    from {{ ref('dim_records') }}
    union
    select
        said.la_code,
        catalogue.metric_id as held_ref
    from said
    cross join {{ source('gathered', 'metric_catalogue') }} as catalogue
)

select
    said.la_code,
    said.from_ref,
    said.link,
    said.to_ref,
    targets.held_ref is not null as is_there,
    -- What two rows say of each other, each from its own side, is named where either names it.
    not bool_or(said.is_from_named) or origins.held_ref is not null as from_is_there
from said
left join held as origins on said.la_code = origins.la_code and said.from_ref = origins.held_ref
left join held as targets on said.la_code = targets.la_code and said.to_ref = targets.held_ref
where said.to_ref not in ('NONE', 'NO_ACTION', 'ACCEPTED')
group by said.la_code, said.from_ref, said.link, said.to_ref, origins.held_ref, targets.held_ref
