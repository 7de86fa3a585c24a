-- Grain: one row per council, measured period and measure whose cases may lack what would class them.
-- 2E: people whose accommodation is not known, or only presumed; 3D: support of which it is not known
-- how it is delivered.

with

unclassified as (

    select
        la_code,
        period_end,
        'ASCOF 2E' as measure
    from {{ ref('fct_national__2e_people') }}
    where is_unknown

    union all

    select
        la_code,
        period_end,
        'ASCOF 2E LD' as measure
    from {{ ref('fct_national__2e_people') }}
    where is_unknown and has_learning_disability and age_band = '18 to 64'

    union all

    select
        la_code,
        period_end,
        'ASCOF 3D (Clients)' as measure
    from {{ ref('fct_national__3d_clients') }}
    where support_rank = 6

    union all

    select
        la_code,
        period_end,
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
    periods.period_start,
    periods.period_end,
    measures.measure,
    count(unclassified.measure) as people
from {{ ref('int_national__councils') }} as councils
inner join {{ ref('int_national__periods') }} as periods on councils.la_code = periods.la_code
cross join measures
left join unclassified
    on
        periods.la_code = unclassified.la_code
        and periods.period_end = unclassified.period_end
        and measures.measure = unclassified.measure
group by all
