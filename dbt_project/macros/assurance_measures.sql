{#-
  What councils' papers ask of the registers: requirement, title, model, which of its rows are so, and which are asked
  about. `{as_at}` is the date of the question. The CTEs live, plans, looked_at, moved and shown are those of
  fct_assurance_measures.
-#}
{% macro assurance_measures() -%}
{{ return([
    ['R032', 'Issues raised that are still open', 'stg_registers__findings', "state = 'Open'", "finding_type in ('Issue', 'Consideration')"],
    ['R034', 'Milestones due that were met', 'stg_registers__milestones', "achieved_on is not null", "baseline_on <= {as_at}"],
    ['R065', 'Recommendations with a live action and a metric', 'stg_registers__recommendations',
     "metric_refs is not null and record_ref in (select from_ref from live)", "true"],
    ['R069', 'Promises to members met on time', 'stg_registers__commitments', "met_on <= due_on", "due_on <= {as_at}"],
    ['R071', 'Themes of reports on other councils that are matched to a quality statement', 'stg_registers__findings',
     "quality_statements is not null", "finding_type = 'Theme' and source_kind = 'Report on another council'"],
    ['R072', 'Local considerations with an action', 'stg_registers__findings',
     "record_ref in (select from_ref from live)", "finding_type = 'Consideration'"],
    ['R074', 'Items of the return from what is public', 'stg_registers__evidence_items', "source_order = 'Public'", "source_order is not null"],
    ['R074', 'Items of the return from what was asked for', 'stg_registers__evidence_items', "source_order = 'Asked for'",
     "source_order is not null"],
    ['R074', 'Items of the return that reviewers gathered', 'stg_registers__evidence_items', "source_order = 'Gathered by the reviewers'",
     "source_order is not null"],
    ['R077', 'Items of the return signed off or submitted', 'stg_registers__evidence_items', "status in ('Signed off', 'Submitted')", "true"],
    ['R077', 'Items of the return that lack nothing to be sent', 'fct_return_items', "is_ready", "true"],
    ['R088', 'Milestones achieved of those planned', 'stg_registers__milestones', "achieved_on is not null", "not coalesce(\"external\" = 'Yes', false)"],
    ['R092', 'Documents made together with people', 'stg_registers__evidence_documents', "coproduced = 'Yes'", "true"],
    ['R094', 'Published documents whose link was checked in the last year', 'stg_registers__evidence_documents',
     "link_checked_on > {as_at} - interval 1 year", "published_url is not null"],
    ['R100', 'Considerations that were answered', 'stg_registers__findings', "response_text is not null", "finding_type = 'Consideration'"],
    ['R080', 'People to be interviewed who were briefed', 'stg_registers__engagement_sessions', "briefed_on is not null",
     "interviewee_role is not null"],
    ['R082', 'Claims that are new, reworded, moved or removed in their latest version', 'stg_registers__self_assessment_claims',
     "change_from_last in ('New', 'Reworded', 'Moved', 'Removed')", "true"],
    ['R101', 'Claims moved to another statement since the last version', 'stg_registers__self_assessment_claims',
     "change_from_last = 'Moved'", "true"],
    ['R114', 'Open risks with an action', 'stg_registers__risks', "record_ref in (select from_ref from live)", "status = 'Open'"],
    ['R115', 'Meetings held of those planned by now', 'stg_registers__board_meetings', "held_on is not null", "planned_on <= {as_at}"],
    ['R129', 'Meetings whose papers were published by their deadline', 'stg_registers__board_meetings',
     "papers_published_on <= papers_due_on", "papers_due_on <= {as_at}"],
    ['R119', 'Assurance questions answered with evidence', 'stg_registers__assurance_questions', "evidence_refs is not null",
     "question_set = 'Fourteen questions of a council'"],
    ['R120', 'Documents that must be public: published and in date', 'stg_registers__evidence_documents',
     "published_url is not null and review_due_on >= {as_at}", "required_public = 'Yes'"],
    ['R122', 'Challenges that were answered', 'stg_registers__board_items', "response_text is not null", "item_kind = 'Challenge'"],
    ['R125', 'Regulatory notices still open', 'stg_registers__regulatory_notices', "discharged_on is null", "true"],
    ['R126', 'Duties and questions at low assurance', 'stg_registers__assurance_questions', "assurance_level in ('Limited', 'None')",
     "question_set = 'Duties of the Care Act'"],
    ['R128', 'National milestones met on time', 'stg_registers__milestones', "achieved_on <= baseline_on",
     "\"external\" = 'Yes' and baseline_on <= {as_at}"],
    ['R059', 'Strategies in date', 'stg_registers__evidence_documents', "review_due_on >= {as_at}", "doc_kind like '%strategy%' or doc_kind in ('Market position statement', 'Cost of care report')"],
    ['R117', 'Strategies with a delivery plan', 'stg_registers__evidence_documents', "record_ref in (select from_ref from plans)",
     "doc_kind like '%strategy%'"],
    ['R042', 'Complete actions with evidence', 'fct_actions', "has_evidence", "status = 'Complete'"],
    ['R087', 'Live actions with an update in the last two months', 'fct_actions',
     "last_update_on > {as_at} - interval 2 month", "not is_closed"],
    ['R037', 'Rows of trackers that stand for another action', 'fct_actions', "duplicate_of is not null", "true"],
    ['R036', 'Metrics that are worse or off target, with a decision and an action', 'int_metric_signals',
     "metric_id in (select from_ref from looked_at) and metric_id in (select to_ref from moved)",
     "is_worse or is_off_target"],
    ['R033', 'Claims whose evidence the reviewers were shown', 'dim_records', "record_ref in (select claim_ref from shown)",
     "kind = 'claim' and state is distinct from 'Removed'"],
]) }}
{%- endmacro %}

{#- Those that are no count of rows: requirement, title, model, numerator, denominator, and which rows are asked about. -#}
{% macro assurance_sums() -%}
{%- set groups_met = "len(list_distinct(flatten(list(" ~ parts_of('groups_met') ~ "))))" -%}
{%- set stakeholders -%}
(select count(*) from {{ ref('council_list_values') }} where list_name = 'stakeholder')
{%- endset -%}
{{ return([
    ['R031', 'Groups met in annual conversations and peer challenges', 'stg_registers__assessment_events', groups_met,
     stakeholders, "process in ('Annual conversation', 'Peer challenge')"],
    ['R078', 'Kinds of contact that the return asks for and that were confirmed in the last 180 days',
     'stg_registers__contacts_register', "count(distinct org_kind) filter (where verified_on >= {as_at} - 180)", "3",
     "org_kind in ('Voluntary sector', 'Advocacy', 'Carers organisation')"],
    ['R116', 'Quality statements looked at in the last three months', 'stg_registers__self_assessment_claims',
     "count(distinct quality_statement) filter (where refreshed_on > {as_at} - interval 3 month)", "9", "true"],
    ['R081', 'People who came to information sessions of those invited', 'stg_registers__engagement_sessions',
     "sum(attended)", "sum(invited)", "kind = 'Information session'"],
    ['R091', 'People who came to anything of those invited', 'stg_registers__engagement_sessions', "sum(attended)",
     "sum(invited)", "true"],
    ['R041', 'Reports that teams can use by themselves', 'stg_registers__report_usage',
     "count(distinct report_code) filter (where self_service = 'Yes')", "count(distinct report_code)", "true"],
    ['R108', 'Teams that looked at their own figures in this month or the last', 'stg_registers__report_usage',
     "count(distinct team) filter (where views > 0 and month >= date_trunc('month', {as_at}) - interval 1 month)",
     "count(distinct team)", "true"],
]) }}
{%- endmacro %}
