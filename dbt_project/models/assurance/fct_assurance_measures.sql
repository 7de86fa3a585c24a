-- Grain: one row per council and thing that the registers are asked for, as counts.
{%- set as_at = var_date('as_at') %}
{%- set is_live = "not coalesce(is_closed, false)" %}
{%- set measures = [
    ['R032', 'Issues raised that are still open', 'findings', "state = 'Open'", "finding_type in ('Issue', 'Consideration')"],
    ['R034', 'Milestones due that were met', 'milestones', "achieved_on is not null", "baseline_on <= " ~ as_at],
    ['R065', 'Recommendations with a live action and a metric', 'recommendations',
     "metric_refs is not null and record_ref in (select from_ref from live)", "true"],
    ['R069', 'Promises to members met on time', 'commitments', "met_on <= due_on", "due_on <= " ~ as_at],
    ['R072', 'Local considerations with an action', 'findings',
     "record_ref in (select from_ref from live)", "finding_type = 'Consideration'"],
    ['R074', 'Items of the return from what is public', 'evidence_items', "source_order = 'Public'", "source_order is not null"],
    ['R074', 'Items of the return from what was asked for', 'evidence_items', "source_order = 'Asked for'",
     "source_order is not null"],
    ['R074', 'Items of the return that reviewers gathered', 'evidence_items', "source_order = 'Gathered by the reviewers'",
     "source_order is not null"],
    ['R077', 'Items of the return signed off or submitted', 'evidence_items', "status in ('Signed off', 'Submitted')", "true"],
    ['R088', 'Milestones achieved of those planned', 'milestones', "achieved_on is not null", "not coalesce(\"external\" = 'Yes', false)"],
    ['R092', 'Documents made together with people', 'evidence_documents', "coproduced = 'Yes'", "true"],
    ['R094', 'Published documents whose link was checked in the last year', 'evidence_documents',
     "link_checked_on > " ~ as_at ~ " - interval 1 year", "published_url is not null"],
    ['R100', 'Considerations that were answered', 'findings', "response_text is not null", "finding_type = 'Consideration'"],
    ['R080', 'People to be interviewed who were briefed', 'engagement_sessions', "briefed_on is not null",
     "interviewee_role is not null"],
    ['R082', 'Claims that are new, reworded, moved or removed in their latest version', 'self_assessment_claims',
     "change_from_last in ('New', 'Reworded', 'Moved', 'Removed')", "true"],
    ['R101', 'Claims moved to another statement since the last version', 'self_assessment_claims',
     "change_from_last = 'Moved'", "true"],
    ['R114', 'Open risks with an action', 'risks', "record_ref in (select from_ref from live)", "status = 'Open'"],
    ['R115', 'Meetings held of those planned by now', 'board_meetings', "held_on is not null", "planned_on <= " ~ as_at],
    ['R129', 'Meetings whose papers were published by their deadline', 'board_meetings',
     "papers_published_on <= papers_due_on", "papers_due_on <= " ~ as_at],
    ['R119', 'Assurance questions answered with evidence', 'assurance_questions', "evidence_refs is not null",
     "question_set = 'Fourteen questions of a council'"],
    ['R120', 'Documents that must be public: published and in date', 'evidence_documents',
     "published_url is not null and review_due_on >= " ~ as_at, "required_public = 'Yes'"],
    ['R122', 'Challenges that were answered', 'board_items', "response_text is not null", "item_kind = 'Challenge'"],
    ['R125', 'Regulatory notices still open', 'regulatory_notices', "discharged_on is null", "true"],
    ['R126', 'Duties and questions at low assurance', 'assurance_questions', "assurance_level in ('Limited', 'None')",
     "question_set = 'Duties of the Care Act'"],
    ['R128', 'National milestones met on time', 'milestones', "achieved_on <= baseline_on",
     "\"external\" = 'Yes' and baseline_on <= " ~ as_at],
    ['R059', 'Strategies in date', 'evidence_documents', "review_due_on >= " ~ as_at, "doc_kind like '%strategy%' or doc_kind in ('Market position statement', 'Cost of care report')"],
    ['R117', 'Strategies with a delivery plan', 'evidence_documents', "record_ref in (select from_ref from plans)",
     "doc_kind like '%strategy%'"],
] %}
{%- set ids = {
    'findings': 'finding_ref', 'recommendations': 'recommendation_ref', 'risks': 'risk_ref', 'evidence_documents': 'document_ref',
} %}
{%- set versions = {
    'evidence_documents': 'document_ref order by version desc',
    'self_assessment_claims': 'claim_ref order by refreshed_on desc, sa_version desc',
    'risks': 'risk_ref order by scored_on desc',
    'evidence_items': 'item_ref order by due_on desc, list_version desc',
    'assurance_questions': 'question_ref order by answered_on desc',
} %}

with

live as (
    select
        links.la_code,
        links.from_ref
    from {{ ref('fct_links') }} as links
    inner join {{ ref('fct_actions') }} as actions
        on links.la_code = actions.la_code and links.to_ref = actions.action_ref
    where links.link = 'asked for' and {{ is_live }}
),

plans as (
    select
        la_code,
        from_ref
    from {{ ref('fct_links') }}
    where link in ('is carried out by', 'is done by') and is_there
),

signals as (
    select
        signals.la_code,
        signals.metric_id,
        bool_or(links.link = 'was looked at as') as has_item,
        bool_or(moving.link = 'should move') as has_action
    from {{ ref('int_metric_signals') }} as signals
    left join {{ ref('fct_links') }} as links
        on
            signals.la_code = links.la_code
            and signals.metric_id = links.from_ref
            and links.link = 'was looked at as'
    left join {{ ref('fct_links') }} as moving
        on signals.la_code = moving.la_code and signals.metric_id = moving.to_ref and moving.link = 'should move'
    where signals.is_worse or signals.is_off_target
    group by all
),

measured as (
    {%- for requirement, title, register, met, of in measures %}
    select
        la_code,
        '{{ requirement }}' as requirement,
        '{{ title }}' as title,
        count(*) filter (where {{ met }}) as numerator,
        count(*) as denominator
    from (
        select
            *{% if register in ids %},
            {{ ids[register] }} as record_ref{% endif %}
        from {{ ref('stg_registers__' ~ register) }}
        {%- if register in versions %}
        qualify row_number() over (partition by la_code, {{ versions[register] }}) = 1
        {%- endif %}
    )
    where {{ of }}
    group by la_code
    union all
    {%- endfor %}
    select
        la_code,
        'R036',
        'Metrics that are worse or off target, with a decision and an action',
        count(*) filter (where has_item and has_action),
        count(*)
    from signals
    group by la_code
    union all
    select
        actions.la_code,
        asked.requirement,
        asked.title,
        count(*) filter (where asked.met),
        count(*)
    from {{ ref('fct_actions') }} as actions
    cross join lateral (
        values
        ('R042', 'Complete actions with evidence', actions.status = 'Complete', actions.has_evidence),
        (
            'R087', 'Live actions with an update in the last two months', not actions.is_closed,
            coalesce(actions.last_update_on > {{ as_at }} - interval 2 month, false)
        ),
        ('R037', 'Rows of trackers that stand for another action', true, actions.duplicate_of is not null)
    ) as asked(requirement, title, counts, met)
    where asked.counts
    group by all
    union all
    select
        la_code,
        'R031',
        'Groups met in annual conversations and peer challenges',
        count(distinct stakeholder),
        (select count(*) from {{ ref('council_list_values') }} where list_name = 'stakeholder')
    from (
        select
            la_code,
            unnest({{ parts_of('groups_met') }}) as stakeholder
        from {{ ref('stg_registers__assessment_events') }}
        where process in ('Annual conversation', 'Peer challenge')
    )
    group by la_code
    union all
    select
        claims.la_code,
        'R033',
        'Claims whose evidence the reviewers were shown',
        count(distinct claims.record_ref) filter (where items.shown_to_reviewers = 'Yes'),
        count(distinct claims.record_ref)
    from {{ ref('dim_records') }} as claims
    left join {{ ref('fct_links') }} as documents
        on claims.la_code = documents.la_code and claims.record_ref = documents.from_ref and documents.link = 'rests on'
    left join {{ ref('fct_links') }} as answered
        on
            documents.la_code = answered.la_code
            and documents.to_ref = answered.to_ref
            and answered.link = 'is answered by'
    left join {{ ref('stg_registers__evidence_items') }} as items
        on answered.la_code = items.la_code and answered.from_ref = items.item_ref
    where claims.kind = 'claim' and claims.state is distinct from 'Removed'
    group by claims.la_code
    union all
    select
        la_code,
        'R078',
        'Kinds of contact that the return asks for and that were confirmed in the last 180 days',
        count(distinct org_kind) filter (where verified_on >= {{ as_at }} - 180),
        3
    from {{ ref('stg_registers__contacts_register') }}
    where org_kind in ('Voluntary sector', 'Advocacy', 'Carers organisation')
    group by la_code
    union all
    select
        la_code,
        'R077',
        'Items of the return that lack nothing to be sent',
        count(*) filter (where is_ready),
        count(*)
    from {{ ref('fct_return_items') }}
    group by la_code
    union all
    select
        la_code,
        'R116',
        'Quality statements looked at in the last three months',
        count(distinct quality_statement) filter (where refreshed_on > {{ as_at }} - interval 3 month),
        9
    from {{ ref('stg_registers__self_assessment_claims') }}
    group by la_code
    union all
    select
        la_code,
        requirement,
        'People who came of those invited' || part,
        sum(attended),
        sum(invited)
    from {{ ref('stg_registers__engagement_sessions') }}
    cross join lateral (
        values ('R081', ' to information sessions', kind = 'Information session'), ('R091', ' to anything', true)
    ) as asked(requirement, part, counts)
    where counts
    group by all
    union all
    select
        la_code,
        'R041',
        'Reports that teams can use by themselves',
        count(distinct report_code) filter (where self_service = 'Yes'),
        count(distinct report_code)
    from {{ ref('stg_registers__report_usage') }}
    group by la_code
    union all
    select
        la_code,
        'R108',
        'Teams that looked at their own figures in the last month told',
        count(distinct team) filter (where views > 0 and month = last_month),
        count(distinct team)
    from (
        select
            *,
            max(month) over (partition by la_code) as last_month
        from {{ ref('stg_registers__report_usage') }}
    )
    group by la_code
)

select
    la_code,
    requirement,
    title,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator
from measured
