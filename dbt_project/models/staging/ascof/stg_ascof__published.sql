-- Grain: one row per measure, part of it, area and year that the published tables hold.

with

printed as (

    select * from {{ source('ascof', 'ascof_published') }}

)

select
    ---------- keys
    measure,
    part,
    area,
    year,
    make_date(cast(left(year, 4) as integer) + 1, 3, 31) as year_end,

    ---------- figures
    {{ published_number('outcome') }} as outcome,
    {{ published_marker('outcome') }} as outcome_marker,
    try_cast(regexp_extract(outcome, '\((.*)\)', 1) as double) as outcome_on_earlier_basis,
    {{ published_number('numerator') }} as numerator,
    {{ published_marker('numerator') }} as numerator_marker,
    {{ published_number('denominator') }} as denominator,
    {{ published_marker('denominator') }} as denominator_marker,
    {{ published_number('margin_of_error') }} as margin_of_error,
    {{ published_number('respondents') }} as respondents,
    {{ published_marker('respondents') }} as respondents_marker
from printed
