-- Grain: one row per measure, part of it, area and year that was published.
-- A figure that lies far from other councils' and that the council's own last figure does not bear out
-- is questioned, not ranked; so is a whole measure of which many figures lie far away.

with

published as (

    select * from {{ ref('stg_ascof__published') }}

),

areas as (

    select * from {{ ref('ascof_areas') }}

),

measures as (

    select
        measure,
        decimals
    from {{ ref('ascof_measures') }}

),

judged as (

    select
        *,
        councils >= 30 and abs(distance) > 3.5 as is_far, -- of 18 volunteers, as in 2020/21, none is judged
        coalesce(abs(change_distance) <= 2, false) as is_borne_out
    from {{ ref('int_ascof__spread') }}

),

questioned as (

    select
        *,
        is_far and not is_borne_out as is_outlier,
        avg(cast(is_far as integer)) over (partition by measure, part, year) > 0.1 as is_measure_questioned
    from judged

),

asked as (

    select
        *,
        not is_outlier and not is_measure_questioned as is_ranked,
        case
            when is_measure_questioned
                then
                    'More than one council in ten lies far from the rest: '
                    || 'check how the measure is recorded before comparing.'
            when is_outlier
                then
                    'Far ' || if(distance < 0, 'below', 'above') || ' the figures of other councils, and '
                    || coalesce('changed more than theirs since ' || earlier_year, 'no earlier year to bear it out')
                    || ': check before comparing.'
        end as question
    from questioned

),

ranked as (

    select
        published.*,
        asked.middle,
        asked.distance,
        asked.earlier_year,
        asked.change_distance,
        coalesce(asked.is_outlier, false) as is_outlier,
        asked.question,
        asked.is_ranked,
        count(*) filter (asked.is_ranked) over of_year as councils_compared,
        rank() over (
            partition by published.measure, published.part, published.year, asked.is_ranked order by published.outcome
        ) as place
    from published
    left join asked
        on
            published.measure = asked.measure
            and published.part = asked.part
            and published.area = asked.area
            and published.year = asked.year
    window of_year as (partition by published.measure, published.part, published.year)

)

select
    ---------- keys
    ranked.measure,
    ranked.part,
    ranked.area,
    ranked.year,
    ranked.year_end,

    ---------- area
    areas.area_type,
    areas.area_name,
    areas.la_code,
    areas.region,
    areas.council_type,

    ---------- figure
    ranked.outcome,
    ranked.outcome_marker,
    measures.decimals,
    ranked.outcome_on_earlier_basis,
    ranked.numerator,
    ranked.numerator_marker,
    ranked.denominator,
    ranked.denominator_marker,
    ranked.margin_of_error,
    ranked.respondents,
    ranked.respondents_marker,

    ---------- beside other councils
    ranked.middle,
    ranked.distance,
    ranked.earlier_year,
    ranked.change_distance,
    ranked.is_outlier,
    ranked.question,
    if(ranked.is_ranked, ranked.councils_compared, null) as councils_compared,
    if(ranked.is_ranked, 1 + (4 * (ranked.place - 1)) // ranked.councils_compared, null) as quartile
from ranked
inner join areas on ranked.area = areas.area
inner join measures on ranked.measure = measures.measure
