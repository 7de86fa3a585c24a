-- Grain: one row per council and metric that has a figure: the latest one of the whole, and what its series says.
with

charted as (
    select
        *,
        max(case when point_type <> variation then period_end end)
            over (partition by la_code, metric_id) as last_other_on
    from {{ source('gathered', 'metric_spc') }}
    where value is not null
),

signals as (
    select
        la_code,
        metric_id,
        arg_max(variation, period_end) as variation,
        arg_max(assurance, period_end) as assurance,
        arg_max(special_cause, period_end) as special_cause,
        min(period_end) filter (where last_other_on is null or period_end > last_other_on) as signals_since
    from charted
    group by all
),

figures as (
    select
        la_code,
        metric_id,
        period_end,
        value
    from {{ source('gathered', 'metric_values') }}
    where breakdown = 'all' and value is not null
    qualify row_number() over (partition by la_code, metric_id order by period_end desc, period_start asc) = 1
)

select
    figures.la_code,
    figures.metric_id,
    catalogue.title,
    catalogue.entry ->> 'good' as good,
    catalogue.entry ->> 'owner' as owner_role,
    try_cast(catalogue.entry ->> 'target' as double) as aim,
    figures.period_end,
    figures.value,
    signals.variation,
    signals.assurance,
    signals.special_cause,
    signals.signals_since,
    coalesce(
        (good = 'up' and figures.value < aim) or (good = 'down' and figures.value > aim), false
    ) as is_off_target,
    coalesce(signals.variation = 'special_cause_concern', false) as is_worse,
    coalesce(signals.variation = 'special_cause_improvement', false) as is_better
from figures
inner join {{ source('gathered', 'metric_catalogue') }} as catalogue on figures.metric_id = catalogue.metric_id
left join signals on figures.la_code = signals.la_code and figures.metric_id = signals.metric_id
