-- Grain: one row per delivery of Client Level Data, whatever became of it.

with

delivered as (

    select * from {{ source('raw', 'loads') }}
    where extract = 'cld'

),

conformed as (

    select
        ---------- lineage
        delivery_id,
        load_id,

        ---------- whose and when
        la_code,
        la_name,
        received_at,
        period_start as stated_from,
        period_end as stated_to,

        ---------- what became of it
        status,
        withdrawn as is_withdrawn,
        rows_loaded
    from delivered

)

select * from conformed
