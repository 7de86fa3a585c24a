-- Grain: one row per council and pair of public records, or of one and a metric, in the direction of the thread.
select
    links.la_code,
    links.from_ref,
    links.link,
    links.to_ref
from {{ ref('fct_links') }} as links
left join {{ ref('fct_public_records') }} as sources
    on links.la_code = sources.la_code and links.from_ref = sources.record_ref
left join {{ ref('fct_public_records') }} as targets
    on links.la_code = targets.la_code and links.to_ref = targets.record_ref
left join {{ source('gathered', 'metric_catalogue') }} as from_metrics on links.from_ref = from_metrics.metric_id
left join {{ source('gathered', 'metric_catalogue') }} as to_metrics on links.to_ref = to_metrics.metric_id
where
    (sources.record_ref is not null or from_metrics.metric_id is not null)
    and (targets.record_ref is not null or to_metrics.metric_id is not null)
