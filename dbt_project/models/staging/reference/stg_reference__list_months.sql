-- Grain: one row per extract of lists, council and month of which a list in use tells.
-- An extract is of lists when the day that dates its rows is also that of the list that they stand in, which a later
-- delivery replaces whole. A list without rows cannot be sent: a month without rows is one without a list.

with

deliveries as (

    select * from {{ source('raw', 'loads') }}
    where status = 'loaded' and not coalesce(withdrawn, false)

),

days as (
    {%- for extract, shape in extracts().items() if shape['list_day'] %}

        select
            '{{ extract }}' as extract_name,
            load_id,
            {{ 'la_code' if 'la_code' in shape['columns'] else 'cast(null as varchar)' }} as la_code,
            {{ shape['list_day'] }} as list_day
        from {{ source('raw', extract) }}
        {%- if not loop.last %}

            union all
        {%- endif %}
    {%- endfor %}

)

select distinct
    days.extract_name,
    coalesce(days.la_code, deliveries.la_code) as la_code,
    cast(date_trunc('month', days.list_day) as date) as period_start
from days
inner join deliveries on days.load_id = deliveries.load_id
where days.list_day is not null and coalesce(days.la_code, deliveries.la_code) is not null
