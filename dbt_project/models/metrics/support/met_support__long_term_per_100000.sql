-- How many adults have long-term support, for every 100,000 residents?

with

residents as (

    select * from {{ ref('stg_reference__populations') }}

),

support as (

    select
        la_code,
        period_end,
        age_band,
        count(*) as people
    from {{ ref('fct_support_months') }}
    group by la_code, period_end, age_band

),

months as (

    select distinct
        la_code,
        period_end
    from support

),

cases as (

    select
        months.la_code,
        months.period_end as counted_on,
        residents.age_band,
        coalesce(support.people, 0) as numerator,
        residents.people as denominator
    from months
    inner join residents on months.la_code = residents.la_code
    left join support
        on
            months.la_code = support.la_code
            and months.period_end = support.period_end
            and residents.age_band = support.age_band
    where residents.age_band in ('18 to 64', '65 and above')

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band'],
    kind='rate',
    measured='snapshot',
) }}
