-- What is spent, net, a month on each resident aged 65 and over?

with

lines as (

    select * from {{ ref('fct_finance_lines') }}
    where scenario = 'Actual' and age_band = '65 and above'

),

residents as (

    select * from {{ ref('stg_reference__resident_estimates') }}
    where age_band = '65 and above'

),

cases as (

    select
        lines.la_code,
        lines.month_on as counted_on,
        sum(lines.net_pounds) as numerator,
        max(residents.people) as denominator
    from lines
    inner join residents
        on
            lines.la_code = residents.la_code
            and last_day(lines.month_on) between residents.counts_from and residents.counts_to
    group by lines.la_code, lines.month_on

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='flow',
    extract='finance_lines',
) }}
