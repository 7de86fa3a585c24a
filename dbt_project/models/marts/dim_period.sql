-- Grain: one row per extract, council, length of period and period that deliveries cover wholly.
-- Of Client Level Data the quarters that the national method takes a submission for; of any other extract the
-- months that a delivery is of, from its first to its last, that were over when it came; and of lists the months in
-- which one was taken, once they are over: between two lists nobody knows what stood.

with

cld_months as (

    select * from {{ ref('dim_month_end') }}

),

list_months as (

    select * from {{ ref('stg_reference__list_months') }}

),

deliveries as (

    select * from {{ ref('stg_reference__deliveries') }}
    where extract <> 'cld' and extract not in (select list_months.extract_name from list_months)

),

steps as (

    select {{ numbers_from_0_to(1200) }} as ahead

),

delivered_months as (

    select distinct
        deliveries.extract as extract_name,
        deliveries.la_code,
        cast(deliveries.period_start + steps.ahead * interval 1 month as date) as period_start
    from deliveries
    inner join steps
        on
            deliveries.period_start + steps.ahead * interval 1 month <= deliveries.period_end
            and last_day(deliveries.period_start + steps.ahead * interval 1 month) <= deliveries.received_on

),

months as (

    select
        'cld' as extract_name,
        la_code,
        period_start,
        period_end
    from cld_months

    union all

    select
        extract_name,
        la_code,
        period_start,
        last_day(period_start) as period_end
    from delivered_months

    union all

    select
        extract_name,
        la_code,
        period_start,
        last_day(period_start) as period_end
    from list_months
    where last_day(period_start) <= {{ var_date('as_at') }}

),

quarters as (

    select
        extract_name,
        la_code,
        min(period_start) as period_start,
        max(period_end) as period_end
    from months
    group by extract_name, la_code, year(period_start), quarter(period_start)
    having count(*) = 3

)

select
    extract_name,
    la_code,
    'month' as period_length,
    period_start,
    period_end
from months

union all

select
    extract_name,
    la_code,
    'quarter' as period_length,
    period_start,
    period_end
from quarters
