-- Grain: one row per council, length of period and period for which national figures are given, or would be.
-- What is lacking is said in words that go on after "There is no figure, because"; null is nothing.

with

periods as (

    select * from {{ ref('int_national__periods_due') }}

),

lacking as (

    select
        la_code,
        period_length,
        period_end,
        'no submission covers ' || string_agg(period_words, ' or ' order by lacks_from asc) as sentence
    from {{ ref('int_national__quarters_lacking') }}
    group by la_code, period_length, period_end

),

residents as (

    select la_code
    from {{ ref('stg_reference__populations') }}
    where age_band in ('18 to 64', '65 and above') and people > 0
    group by la_code
    having count(distinct age_band) = 2

),

records as (

    select
        count(*) as episodes,
        (select count(*) from {{ ref('int_national__councils') }}) as councils
    from {{ ref('stg_reference__hospital_episodes') }}

)

select
    periods.la_code,
    periods.period_length,
    periods.period_start,
    periods.period_end,
    lacking.sentence as lacks_submissions,
    case
        when periods.period_length = 'twelve months' and residents.la_code is null
            then 'the number of residents is not held'
    end as lacks_residents,
    case
        when periods.period_length = 'quarter' then null
        when followed.la_code is not null and records.councils = 1 then null
        when records.episodes = 0 then 'no hospital records are held'
        when records.councils > 1 then 'hospital records are read for one council at a time, and several are held'
        when periods.period_end > last_day({{ months_after('scope.period_end', -3) }})
            then 'people have to be followed for twelve weeks after its last day'
        else 'hospital records do not cover it and the twelve weeks after it'
    end as lacks_hospital_records
from periods
cross join records
cross join {{ ref('int_national__scope') }} as scope
left join lacking
    on
        periods.la_code = lacking.la_code
        and periods.period_length = lacking.period_length
        and periods.period_end = lacking.period_end
left join residents on periods.la_code = residents.la_code
left join {{ ref('int_national__2d_periods') }} as followed
    on periods.la_code = followed.la_code and periods.period_end = followed.period_end
