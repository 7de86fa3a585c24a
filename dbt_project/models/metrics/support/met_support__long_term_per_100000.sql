-- How many people have long-term support, for every 100,000 adult residents?
-- Everybody with support counts, so that the people are those of support__long_term_open in every group.

with

residents as (

    select * from {{ ref('stg_reference__resident_estimates') }}

),

support as (

    select * from {{ ref('fct_support_months') }}

),

months as (

    select distinct
        la_code,
        period_end
    from support

),

cases as (

    select
        la_code,
        period_end as counted_on,
        age_band,
        1 as numerator,
        0 as denominator
    from support

    union all

    select
        months.la_code,
        months.period_end as counted_on,
        residents.age_band,
        0 as numerator,
        residents.people as denominator
    from months
    inner join residents
        on
            months.la_code = residents.la_code
            and months.period_end between residents.counts_from and residents.counts_to
    where residents.age_band in ('18 to 64', '65 and above')

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band'],
    kind='rate',
    measured='snapshot',
) }}
