-- Grain: one row per paper, what it counts and rating.

select
    stated_on,
    covers,
    overall_rating,
    councils,
    cast(sum(councils) over (partition by source, covers) as integer) as councils_of_the_paper,
    source,
    confidence
from {{ ref('published_rating_counts') }}
