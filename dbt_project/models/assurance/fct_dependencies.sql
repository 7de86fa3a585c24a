-- Grain: one row per council and action or milestone that waits for another, with the longest chain that leads to it.
{%- set longest = 50 %}
with recursive

edges as (
    select
        links.la_code,
        links.from_ref as before_ref,
        links.to_ref as record_ref,
        coalesce(firsts.dated_on, firsts.due_on) as before_on,
        (firsts.kind = 'milestone' and firsts.dated_on is not null)
        or firsts.state in ('Complete', 'Cancelled', 'Merged') as is_over
    from {{ ref('fct_links') }} as links
    inner join {{ ref('dim_records') }} as firsts
        on links.la_code = firsts.la_code and links.from_ref = firsts.record_ref
    where links.link = 'comes before'
),

-- How many steps may lead to a record: each number once, so that a plan in which all hangs on all stays small.
steps as (
    select distinct
        la_code,
        before_ref as record_ref,
        0 as steps
    from edges
    where
        not exists (
            select 1
            from edges as earlier
            where earlier.la_code = edges.la_code and earlier.record_ref = edges.before_ref
        )
    union
    select
        edges.la_code,
        edges.record_ref,
        steps.steps + 1 as steps
    from steps
    inner join edges on steps.la_code = edges.la_code and steps.record_ref = edges.before_ref
    where steps.steps < {{ longest }}
),

lengths as (
    select
        la_code,
        record_ref,
        max(steps) as steps
    from steps
    group by all
),

previous as (
    select
        edges.la_code,
        edges.record_ref,
        arg_max(edges.before_ref, (lengths.steps, edges.before_on, edges.before_ref)) as before_ref
    from edges
    inner join lengths on edges.la_code = lengths.la_code and edges.before_ref = lengths.record_ref
    where lengths.steps < {{ longest }}
    group by all
),

chains as (
    select
        la_code,
        record_ref,
        before_ref as reached_ref,
        before_ref || ' > ' || record_ref as longest_chain
    from previous
    union all
    select
        chains.la_code,
        chains.record_ref,
        previous.before_ref as reached_ref,
        previous.before_ref || ' > ' || chains.longest_chain as longest_chain
    from chains
    inner join previous on chains.la_code = previous.la_code and chains.reached_ref = previous.record_ref
    where len(chains.longest_chain) - len(replace(chains.longest_chain, '>', '')) < {{ longest }}
),

waits as (
    select
        la_code,
        record_ref,
        string_agg(distinct before_ref, ';' order by before_ref) as waits_for,
        count(distinct before_ref) filter (where not coalesce(is_over, false)) as not_over,
        max(before_on) filter (where not coalesce(is_over, false)) as before_on
    from edges
    group by all
)

select
    waits.la_code,
    waits.record_ref,
    records.kind,
    records.title,
    records.owner_role,
    records.state,
    records.due_on,
    waits.waits_for,
    waits.not_over,
    waits.before_on,
    coalesce(records.due_on < waits.before_on, false) as is_due_too_early,
    coalesce(lengths.steps, {{ longest }}) >= {{ longest }} as goes_round,
    case when not goes_round then lengths.steps end as steps,
    case when not goes_round then chains.longest_chain end as longest_chain,
    coalesce(not goes_round and lengths.steps = max(lengths.steps) filter (
        where lengths.steps < {{ longest }}
    ) over (partition by waits.la_code), false) as is_longest
from waits
inner join {{ ref('dim_records') }} as records
    on waits.la_code = records.la_code and waits.record_ref = records.record_ref
left join lengths on waits.la_code = lengths.la_code and waits.record_ref = lengths.record_ref
left join chains
    on
        waits.la_code = chains.la_code
        and waits.record_ref = chains.record_ref
        and not exists (
            select 1 from previous
            where previous.la_code = chains.la_code and previous.record_ref = chains.reached_ref
        )
