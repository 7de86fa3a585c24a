-- Grain: one row per council and step of an assessment, peer challenge or other review, with what was found at it.
with

found as (
    select
        links.la_code,
        links.from_ref as event_ref,
        count(*) filter (where links.link = 'found') as findings,
        count(*) filter (where findings.finding_type = 'Strength') as strengths,
        count(*) filter (where findings.finding_type = 'Consideration') as considerations,
        count(*) filter (where links.link = 'recommended') as recommendations,
        count(*) filter (
            where findings.response_text is not null or coalesce(recommended.response, 'Pending') <> 'Pending'
        ) as answered
    from {{ ref('fct_links') }} as links
    left join {{ ref('stg_registers__findings') }} as findings
        on links.la_code = findings.la_code and links.to_ref = findings.finding_ref
    left join {{ ref('stg_registers__recommendations') }} as recommended
        on links.la_code = recommended.la_code and links.to_ref = recommended.recommendation_ref
    where links.link in ('found', 'recommended')
    group by all
),

actions as (
    select
        links.la_code,
        links.from_ref as event_ref,
        count(distinct actions.action_ref) as actions,
        count(distinct actions.action_ref) filter (where not actions.is_closed) as actions_live
    from {{ ref('fct_links') }} as links
    inner join {{ ref('fct_links') }} as asked
        on links.la_code = asked.la_code and links.to_ref = asked.from_ref and asked.link = 'asked for'
    inner join {{ ref('fct_actions') }} as actions
        on asked.la_code = actions.la_code and asked.to_ref = actions.action_ref
    where links.link in ('found', 'recommended')
    group by all
)

select
    events.la_code,
    events.event_ref,
    events.process,
    events.event_type,
    events.rule_set,
    events.planned_on,
    events.actual_on,
    events.team_size,
    events.groups_met,
    events.overall_rating,
    coalesce(found.findings, 0) as findings,
    coalesce(found.strengths, 0) as strengths,
    coalesce(found.considerations, 0) as considerations,
    coalesce(found.recommendations, 0) as recommendations,
    coalesce(found.answered, 0) as answered,
    coalesce(actions.actions, 0) as actions,
    coalesce(actions.actions_live, 0) as actions_live,
    events.note
from {{ ref('stg_registers__assessment_events') }} as events
left join found on events.la_code = found.la_code and events.event_ref = found.event_ref
left join actions on events.la_code = actions.la_code and events.event_ref = actions.event_ref
