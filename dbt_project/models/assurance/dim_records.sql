-- Grain: one row per council and record of a register that has an id of its own, as it stands.
-- What has versions stands as its latest.
{%- set latest = {
    'self_assessment_claims': ['claim_ref', 'refreshed_on desc, sa_version desc'],
    'evidence_documents': ['document_ref', 'version desc'],
    'risks': ['risk_ref', 'scored_on desc'],
    'evidence_items': ['item_ref', 'due_on desc, list_version desc'],
    'assurance_questions': ['question_ref', 'answered_on desc'],
} %}
{%- set records = [
    ['improvement_actions', 'action', 'action_ref', 'title', 'owner', 'closed_on', 'due_on', 'status'],
    ['milestones', 'milestone', 'milestone_ref', 'title', 'null', 'achieved_on', 'forecast_on', 'null'],
    ['recommendations', 'recommendation', 'recommendation_ref', 'text', 'owner', 'null', 'null', 'status'],
    ['findings', 'finding', 'finding_ref', 'text', 'owner', 'raised_on', 'due_on', 'state'],
    ['risks', 'risk', 'risk_ref', 'title', 'owner', 'scored_on', 'null', 'status'],
    ['board_meetings', 'meeting', 'meeting_ref', 'body', 'null', 'held_on', 'planned_on', 'null'],
    ['board_items', 'item', 'item_ref', 'coalesce(challenge_text, item_kind)', 'null', 'answered_on', 'null', 'null'],
    ['decisions', 'decision', 'decision_ref', 'text', 'null', 'decided_on', 'next_look_on', 'null'],
    ['commitments', 'commitment', 'commitment_ref', 'text', 'made_by_role', 'met_on', 'due_on', 'null'],
    ['self_assessment_claims', 'claim', 'claim_ref', 'text', 'null', 'refreshed_on', 'null', 'change_from_last'],
    ['evidence_documents', 'document', 'document_ref', 'title', 'owner', 'dated_on', 'review_due_on', 'doc_kind'],
    ['evidence_items', 'return item', 'item_ref', 'title', 'owner', 'submitted_on', 'due_on', 'status'],
    ['assessment_events', 'event', 'event_ref', 'event_type', 'null', 'actual_on', 'planned_on', 'process'],
    ['regulatory_notices', 'notice', 'notice_ref', 'required_action', 'null', 'served_on', 'time_limit_on', 'kind'],
    ['assurance_questions', 'question', 'question_ref', 'text', 'owner', 'answered_on', 'null', 'assurance_level'],
] %}
{#- What a record is to be without on purpose: register, column, how it says so, and what is then not missing. -#}
{%- set on_purpose = {
    'improvement_actions': ['metric_refs', 'NONE', 'no metric'],
    'decisions': ['action_refs', 'NO_ACTION', 'no action'],
    'risks': ['action_refs', 'ACCEPTED', 'no action'],
} %}

with

records as (
    {%- for register, kind, id, title, owner, dated, due, state in records %}
        {#- Ids of questions have no shape of their own. -#}
        {%- set starts = "'" ~ extracts()[register]['starts'] ~ "'" if 'starts' in extracts()[register] else 'null' %}
        select
            la_code,
            {{ id }} as record_ref,
            '{{ kind }}' as kind,
            cast({{ title }} as varchar) as title,
            cast({{ owner }} as varchar) as owner_role,
            cast({{ dated }} as date) as dated_on,
            cast({{ due }} as date) as due_on,
            cast({{ state }} as varchar) as state,
            {% if register in on_purpose -%}
                case
                    when list_contains({{ parts_of(on_purpose[register][0]) }}, '{{ on_purpose[register][1] }}')
                        then '{{ on_purpose[register][2] }}'
                end
            {%- else -%}
                cast(null as varchar)
            {%- endif %} as on_purpose,
            load_id,
            line_number,
            coalesce(starts_with({{ id }}, {{ starts }}), false) as is_of_its_shape
        from {{ ref('stg_registers__' ~ register) }}
        {%- if register in latest %}
            qualify
                row_number() over (partition by la_code, {{ latest[register][0] }} order by {{ latest[register][1] }})
                = 1
        {%- endif %}
        {%- if not loop.last %}

            union all
        {%- endif %}
    {% endfor %}
)

select * exclude (is_of_its_shape) from records
-- An id that two registers give is that of the one whose ids begin so; the other's row was warned of when it came.
qualify row_number() over (partition by la_code, record_ref order by is_of_its_shape desc, kind asc) = 1
