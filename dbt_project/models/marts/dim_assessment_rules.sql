-- Grain: one row per kind of rule and rule set.
-- Those in force on a day are those whose first day is not after it and whose last day, if they have one, not before.

with

listed as (

    select
        'framework' as kind,
        release as rule_set,
        effective_from,
        effective_until,
        source
    from {{ ref('framework_statements') }}
    union all by name
    select
        'rating' as kind,
        rule_set,
        effective_from,
        effective_until,
        source
    from {{ ref('rating_rules') }}
    union all by name
    select
        'timeline' as kind,
        rule_set,
        effective_from,
        effective_until,
        source
    from {{ ref('timeline_rules') }}

)

select
    kind,
    rule_set,
    min(effective_from) as effective_from,
    max(effective_until) as effective_until,
    count(*) as rows_of_it,
    string_agg(distinct source, '; ' order by source) as sources
from listed
group by kind, rule_set
