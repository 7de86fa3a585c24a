-- Grain: one row per council and what it is about.
-- An action that was completed three months ago or longer, with those of its metrics that show no improvement since it
-- began and each that it was not to worsen: what the series of each said last before the action closed, and says after.
{%- set signals = {
    'common_cause': 'within chance',
    'special_cause_improvement': 'better beyond chance',
    'special_cause_concern': 'worse beyond chance',
    'special_cause_neutral_high': 'high beyond chance',
    'special_cause_neutral_low': 'low beyond chance'
} %}
with

aims as (
    select
        actions.la_code,
        actions.action_ref,
        actions.closed_on,
        actions.owner_role,
        links.link,
        links.to_ref as metric_id,
        coalesce(catalogue.title, links.to_ref) as title,
        -- A period that holds the day of closing is after it: what was done last may show in it.
        arg_max(charted.point_type, charted.period_end) filter (where charted.period_end <= actions.closed_on)
            as point_before,
        arg_max(charted.point_type, charted.period_end) filter (where charted.period_end > actions.closed_on)
            as point_after,
        coalesce(
            bool_or(
                charted.period_end >= coalesce(actions.started_on, actions.baseline_due_on)
                and charted.point_type = 'special_cause_improvement'
            ),
            false
        ) as has_improved
    from {{ ref('fct_actions') }} as actions
    inner join {{ ref('fct_links') }} as links
        on
            actions.la_code = links.la_code
            and actions.action_ref = links.from_ref
            and links.link in ('should move', 'must not worsen')
    left join {{ source('gathered', 'metric_catalogue') }} as catalogue on links.to_ref = catalogue.metric_id
    left join {{ source('gathered', 'metric_spc') }} as charted
        on links.la_code = charted.la_code and links.to_ref = charted.metric_id
    where actions.status = 'Complete' and actions.closed_on <= {{ var_date('as_at') }} - interval 3 month
    group by all
),

told as (
    select
        *,
        coalesce({{ in_words('point_before', signals) }}, 'no charted figure') as said_before,
        coalesce({{ in_words('point_after', signals) }}, 'no charted figure') as said_after,
        title || ' (' || said_before || ' before it closed'
        || case when said_before = said_after then ' and after' else ', ' || said_after || ' after' end
        || ')' as in_words
    from aims
),

unmoved as (
    select
        told.la_code,
        told.action_ref,
        told.closed_on,
        told.owner_role,
        string_agg(told.in_words, ', ' order by told.title) as in_words
    from told
    inner join {{ ref('int_metric_signals') }} as signals
        on told.la_code = signals.la_code and told.metric_id = signals.metric_id
    where told.link = 'should move' and not told.has_improved
    group by all
),

balancing as (
    select
        la_code,
        action_ref,
        case count(*) when 1 then 'Balancing metric: ' else 'Balancing metrics: ' end
        || string_agg(in_words, ', ' order by title) as in_words
    from told
    where link = 'must not worsen'
    group by all
)

select
    unmoved.la_code,
    unmoved.action_ref as subject_ref,
    'Completed on ' || strftime(unmoved.closed_on, '%-d %B %Y') || '. No improvement since it began: '
    || unmoved.in_words || '. ' || coalesce(balancing.in_words, 'Balancing metric: none is named') || '.' as told,
    unmoved.closed_on as since,
    unmoved.owner_role
from unmoved
left join balancing on unmoved.la_code = balancing.la_code and unmoved.action_ref = balancing.action_ref
