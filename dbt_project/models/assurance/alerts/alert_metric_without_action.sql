-- Grain: one row per council and what it is about.
-- A metric that has worsened or is off its target, and that no live action is to move.
select
    signals.la_code,
    signals.metric_id || '@' || signals.period_end as subject_ref,
    signals.title || case
        when signals.is_worse then ' has worsened beyond chance'
        else ' is off its target'
    end || ', and no live action is to move it.' as told,
    coalesce(signals.signals_since, signals.period_end) as since,
    signals.owner_role
from {{ ref('int_metric_signals') }} as signals
where
    (signals.is_worse or signals.is_off_target)
    and not exists (
        select 1
        from {{ ref('fct_links') }} as links
        inner join {{ ref('fct_actions') }} as actions
            on links.la_code = actions.la_code and links.from_ref = actions.action_ref
        where
            links.link = 'should move'
            and links.la_code = signals.la_code
            and links.to_ref = signals.metric_id
            and not actions.is_closed
    )
