-- Grain: one row per delivery of Client Level Data, whatever became of it.

with

delivered as (

    select * from {{ source('raw', 'loads') }}
    where extract = 'cld'

),

periods as (

    select * from {{ source('raw', 'load_periods') }}

),

conformed as (

    select
        ---------- lineage
        delivered.delivery_id,
        delivered.load_id,

        ---------- whose and when
        delivered.la_code,
        delivered.la_name,
        delivered.received_at,
        periods.stated_periods,
        periods.stated_from,
        periods.stated_to,
        periods.derived_from,
        periods.derived_to,

        ---------- what became of it
        delivered.status,
        delivered.withdrawn as is_withdrawn,
        delivered.rows_loaded
    from delivered
    left join periods on delivered.load_id = periods.load_id

)

select * from conformed
