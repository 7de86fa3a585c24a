-- Grain: one row per delivery of Client Level Data, whatever became of it.

with

delivered as (

    select * from {{ source('raw', 'loads') }}
    where extract = 'cld'

),

derived as (

    select * from {{ source('raw', 'derived_periods') }}

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
        delivered.period_start as stated_from,
        delivered.period_end as stated_to,
        derived.derived_from,
        derived.derived_to,

        ---------- what became of it
        delivered.status,
        delivered.withdrawn as is_withdrawn,
        delivered.rows_loaded
    from delivered
    left join derived on delivered.load_id = derived.load_id

)

select * from conformed
