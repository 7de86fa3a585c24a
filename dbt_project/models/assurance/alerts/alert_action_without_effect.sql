-- Grain: one row per council and what it is about.
-- An action that was completed three months ago or longer, with those of its metrics that show no improvement since it
-- began, and what it was not to worsen and did.
with

unmoved as (
    select
        actions.la_code,
        actions.action_ref,
        actions.closed_on,
        actions.owner_role,
        string_agg(distinct signals.title, ', ' order by signals.title) as titles,
        count(distinct signals.metric_id) as metrics
    from {{ ref('fct_actions') }} as actions
    inner join {{ ref('fct_links') }} as links
        on actions.la_code = links.la_code and actions.action_ref = links.from_ref and links.link = 'should move'
    inner join {{ ref('int_metric_signals') }} as signals
        on links.la_code = signals.la_code and links.to_ref = signals.metric_id
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
    group by all
),

worsened as (
    select
        links.la_code,
        links.from_ref as action_ref,
        string_agg(distinct signals.title, ', ' order by signals.title) as titles,
        count(distinct signals.metric_id) as metrics
    from {{ ref('fct_links') }} as links
    inner join {{ ref('int_metric_signals') }} as signals
        on links.la_code = signals.la_code and links.to_ref = signals.metric_id
    where links.link = 'must not worsen' and signals.is_worse
    group by all
)

select
    unmoved.la_code,
    unmoved.action_ref as subject_ref,
    'Completed on ' || strftime(unmoved.closed_on, '%-d %B %Y') || ', and ' || unmoved.titles
    || case unmoved.metrics when 1 then ' shows' else ' show' end || ' no improvement since it began'
    || coalesce(
        ', while ' || worsened.titles || case worsened.metrics when 1 then ' has' else ' have' end || ' worsened', ''
    )
    || '.' as told,
    unmoved.closed_on as since,
    unmoved.owner_role
from unmoved
left join worsened on unmoved.la_code = worsened.la_code and unmoved.action_ref = worsened.action_ref
