-- Grain: one row per council with a list of peers, measure, part and year: its peers' middle figure and range.
-- A peer without a figure counts among the councils of the group; one whose figure is an outlier is left out.

with

peers as (

    select
        *,
        count(*) over (partition by la_code) as councils
    from {{ ref('stg_ascof__peers') }}

),

published as (

    select * from {{ ref('fct_ascof_published') }}
    where area_type = 'council' and outcome is not null

)

select
    ---------- keys
    peers.la_code,
    published.measure,
    published.part,
    published.year,
    any_value(published.year_end) as year_end,
    any_value(published.decimals) as decimals,

    ---------- figures
    any_value(peers.peer_group) as peer_group,
    any_value(peers.councils) as councils,
    count(*) as councils_with_a_figure,
    count(*) filter (published.is_outlier) as councils_questioned,
    median(published.outcome) filter (not published.is_outlier) as outcome,
    min(published.outcome) filter (not published.is_outlier) as lowest,
    max(published.outcome) filter (not published.is_outlier) as highest
from peers
inner join published on peers.peer_la_code = published.la_code
group by peers.la_code, published.measure, published.part, published.year
