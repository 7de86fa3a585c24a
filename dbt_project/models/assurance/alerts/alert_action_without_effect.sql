-- Grain: one row per council and what it is about.
-- An action that was completed three months ago or longer, and whose metric shows no improvement since it began.
select
    actions.la_code,
    actions.action_ref as subject_ref,
    'Completed on ' || strftime(actions.closed_on, '%-d %B %Y') || ', and ' || signals.title
    || ' shows no improvement since it began'
    || case
        when coalesce(balancing.is_worse, false) then ', while ' || balancing.title || ' has worsened.' else '.'
    end as told,
    actions.closed_on as since,
    actions.owner_role
from {{ ref('fct_actions') }} as actions
inner join {{ ref('fct_links') }} as links
    on actions.la_code = links.la_code and actions.action_ref = links.from_ref and links.link = 'should move'
inner join {{ ref('int_metric_signals') }} as signals
    on links.la_code = signals.la_code and links.to_ref = signals.metric_id
left join {{ ref('fct_links') }} as held_against
    on
        actions.la_code = held_against.la_code
        and actions.action_ref = held_against.from_ref
        and held_against.link = 'must not worsen'
left join {{ ref('int_metric_signals') }} as balancing
    on held_against.la_code = balancing.la_code and held_against.to_ref = balancing.metric_id
where
    actions.status = 'Complete'
    and actions.closed_on <= {{ var_date('as_at') }} - interval 3 month
    and not exists (
        select 1
        from {{ source('gathered', 'metric_spc') }} as charted
        where
            charted.la_code = actions.la_code
            and charted.metric_id = signals.metric_id
            and charted.period_end >= coalesce(actions.started_on, actions.baseline_due_on)
            and charted.point_type = 'special_cause_improvement'
    )
