-- Grain: one row per council and action, with its rating by rule and the one that somebody gave it instead.
with

actions as (
    select
        *,
        status in ('Complete', 'Cancelled', 'Merged') as is_closed
    from {{ ref('stg_registers__improvement_actions') }}
),

held as (
    select
        la_code,
        from_ref as action_ref,
        bool_or(is_there) as has_evidence
    from {{ ref('fct_links') }}
    where link = 'is shown by'
    group by all
),

milestones as (
    select
        la_code,
        action_ref,
        count(*) as milestones,
        count(*) filter (where achieved_on is not null) as milestones_met,
        count(*) filter (where achieved_on is null and forecast_on < {{ var_date('as_at') }}) as milestones_overdue
    from (
        select
            *,
            unnest({{ parts_of('action_refs') }}) as action_ref
        from {{ ref('stg_registers__milestones') }}
    )
    group by all
),

metrics as (
    select
        links.la_code,
        links.from_ref as action_ref,
        count(*) as metrics,
        bool_or(signals.is_better) as is_better,
        bool_or(signals.is_worse) as is_worse
    from {{ ref('fct_links') }} as links
    inner join {{ ref('int_metric_signals') }} as signals
        on links.la_code = signals.la_code and links.to_ref = signals.metric_id
    where links.link = 'should move'
    group by all
),

updates as (
    select
        la_code,
        action_ref,
        max(updated_at) as last_update_on,
        arg_max(rag, updated_at) filter (where rag is not null) as stated_brag,
        arg_max(text, updated_at) filter (where rag is not null) as stated_because
    from {{ ref('stg_registers__action_updates') }}
    group by all
),

judged as (
    select
        actions.*,
        coalesce(held.has_evidence, false) as has_evidence,
        coalesce(milestones.milestones, 0) as milestones,
        coalesce(milestones.milestones_met, 0) as milestones_met,
        coalesce(milestones.milestones_overdue, 0) as milestones_overdue,
        coalesce(metrics.metrics, 0) as metrics,
        coalesce(metrics.is_better, false) as metric_is_better,
        coalesce(metrics.is_worse, false) as metric_is_worse,
        updates.last_update_on,
        updates.stated_brag,
        updates.stated_because,
        case
            when actions.status in ('Cancelled', 'Merged') then null
            when actions.status = 'Complete' and coalesce(held.has_evidence, false) then 'Blue'
            when actions.status = 'Complete' then 'Red'
            when actions.due_on < {{ var_date('as_at') }} then 'Red'
            when metric_is_worse then 'Amber'
            when actions.due_on > actions.baseline_due_on then 'Amber'
            when coalesce(milestones.milestones_overdue, 0) > 0 then 'Amber'
            when actions.status in ('At risk', 'Late') then 'Amber'
            else 'Green'
        end as ruled_brag,
        case
            when actions.status in ('Cancelled', 'Merged') then 'It is ' || lower(actions.status) || '.'
            when
                actions.status = 'Complete' and coalesce(held.has_evidence, false)
                then 'It is complete, and its evidence is held.'
            when actions.status = 'Complete' then 'It is called complete, and no evidence of that is held.'
            when
                actions.due_on < {{ var_date('as_at') }}
                then 'It was due on ' || strftime(actions.due_on, '%-d %B %Y') || '.'
            when metric_is_worse then 'The metric that it should move has worsened.'
            when actions.due_on > actions.baseline_due_on
                then 'It was first due on ' || strftime(actions.baseline_due_on, '%-d %B %Y') || '.'
            when coalesce(milestones.milestones_overdue, 0) > 0
                then
                    milestones.milestones_overdue || ' of its ' || milestones.milestones || ' '
                    || case milestones.milestones when 1 then 'milestone' else 'milestones' end
                    || case milestones.milestones_overdue when 1 then ' is' else ' are' end || ' overdue.'
            when actions.status in ('At risk', 'Late') then 'Its owner says that it is ' || lower(actions.status) || '.'
            else 'Nothing is overdue.'
        end as ruled_because
    from actions
    left join held on actions.la_code = held.la_code and actions.action_ref = held.action_ref
    left join milestones on actions.la_code = milestones.la_code and actions.action_ref = milestones.action_ref
    left join metrics on actions.la_code = metrics.la_code and actions.action_ref = metrics.action_ref
    left join updates on actions.la_code = updates.la_code and actions.action_ref = updates.action_ref
)

select
    la_code,
    action_ref,
    title,
    owner as owner_role,
    governance_channel,
    horizon,
    status,
    is_closed,
    baseline_due_on,
    due_on,
    started_on,
    closed_on,
    has_evidence,
    milestones,
    milestones_met,
    milestones_overdue,
    metrics,
    metric_is_better,
    metric_is_worse,
    last_update_on,
    duplicate_of,
    funding_source,
    -- A rating that somebody gave counts only with a reason, and not once the action is closed.
    coalesce(not is_closed and stated_because is not null and stated_brag <> ruled_brag, false) as is_overridden,
    case when is_overridden then stated_brag else ruled_brag end as brag,
    ruled_brag,
    ruled_because,
    case when is_overridden then stated_because end as override_reason
from judged
