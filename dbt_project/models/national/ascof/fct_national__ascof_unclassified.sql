-- Grain: one row per council and measure whose cases may lack what would class them.
-- 2E: people whose accommodation is not known, or only presumed; 3D: support of which it is not known
-- how it is delivered.

with

unclassified as (

    select
        la_code,
        'ASCOF 2E' as measure
    from {{ ref('fct_national__2e_people') }}
    where is_unknown

    union all

    select
        la_code,
        'ASCOF 2E LD' as measure
    from {{ ref('fct_national__2e_people') }}
    where is_unknown and has_learning_disability and age_band = '18 to 64'

    union all

    select
        la_code,
        'ASCOF 3D (Clients)' as measure
    from {{ ref('fct_national__3d_clients') }}
    where support_rank = 6

    union all

    select
        la_code,
        'ASCOF 3D (Carers)' as measure
    from {{ ref('fct_national__3d_carers') }}
    where support_rank = 4

),

measures as (

    select {{ each_of(['ASCOF 2E', 'ASCOF 2E LD', 'ASCOF 3D (Clients)', 'ASCOF 3D (Carers)']) }} as measure

)

select
    councils.la_code,
    councils.la_name,
    measures.measure,
    count(unclassified.measure) as people
from {{ ref('int_national__councils') }} as councils
cross join measures
left join unclassified on councils.la_code = unclassified.la_code and measures.measure = unclassified.measure
group by all
