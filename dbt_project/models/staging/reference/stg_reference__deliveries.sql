-- Grain: one row per delivery in use that is of one council and of a period.
-- An extract that tells no period shows how things stood at the end of the month before each delivery came.

{% set without_period = ["'none'"] -%}
{%- for name, shape in extracts().items() if shape['period'] == 'none' -%}
    {%- do without_period.append("'" ~ name ~ "'") -%}
{%- endfor -%}
with

loads as (

    select
        *,
        cast(received_at as date) as received_on,
        extract in ({{ without_period | join(', ') }}) as is_of_receipt
    from {{ source('raw', 'loads') }}
    where status = 'loaded' and not coalesce(withdrawn, false) and la_code is not null

)

select
    load_id,
    extract,
    la_code,
    case
        when is_of_receipt then cast(date_trunc('month', received_on) - interval 1 month as date)
        else period_start
    end as period_start,
    case
        when is_of_receipt then cast(date_trunc('month', received_on) - interval 1 day as date)
        else period_end
    end as period_end,
    received_on
from loads
where is_of_receipt or period_start is not null
