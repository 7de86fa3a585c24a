-- Grain: one row per paper that tells how many councils have which rating, and rating.

select
    source,
    stated_on,
    overall_rating,
    sum(councils)::bigint as councils,
    coalesce(sum(councils) filter (starts_with(covers, 'pilots')), 0)::bigint as councils_in_pilots
from {{ ref('published_rating_counts') }}
group by source, stated_on, overall_rating
