-- How does forecast spending stand against the budget?

with

cases as (

    select
        la_code,
        month_on as counted_on,
        sum(net_pounds) filter (where scenario = 'Forecast') as numerator,
        sum(net_pounds) filter (where scenario = 'Budget') as denominator
    from {{ ref('fct_finance_lines') }}
    group by la_code, month_on
    having count(*) filter (where scenario = 'Forecast') > 0 and count(*) filter (where scenario = 'Budget') > 0

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='flow',
    extract='finance_lines',
) }}
