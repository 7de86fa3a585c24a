-- Grain: one row per delivery and pair of dates that its rows state as the period covered.

with

submitted as (

    select * from {{ source('raw', 'cld') }}

),

stated as (

    select
        load_id,
        reporting_period_start_date as stated_from,
        reporting_period_end_date as stated_to,
        count(*) as rows_stating
    from submitted
    group by load_id, reporting_period_start_date, reporting_period_end_date

)

select * from stated
