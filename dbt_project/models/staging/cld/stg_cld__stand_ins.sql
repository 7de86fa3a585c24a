-- Grain: one row per column and text that no list knows and a submission shows.

with

shown as (

    select * from {{ source('raw', 'stand_ins') }}

),

conformed as (

    select
        column_name,
        text_key,
        stand_in
    from shown

)

select * from conformed
