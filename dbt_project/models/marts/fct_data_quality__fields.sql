-- Grain: one row per council and field: the records of its single table, by what they should hold and what they do.
-- Records to which the field does not apply, of which that cannot be told, or of which nothing is kept that
-- could say what they held, are in no count of what was found.

with

counted as (

    select
        *,
        status_code in (1, 2) and validity_code is not null as is_wanted
    from {{ ref('fct_data_quality__values') }}

),

summed as (

    select
        la_code,
        recency,
        module,
        field,
        column_header,
        any_value(delivery_id) as delivery_id,
        any_value(received_at) as received_at,
        sum(records)::bigint as records,
        coalesce(sum(records) filter (is_wanted and status_code = 2), 0)::bigint as mandatory,
        coalesce(sum(records) filter (is_wanted), 0)::bigint as applicable,
        coalesce(sum(records) filter (status_code = 0), 0)::bigint as not_applicable,
        coalesce(sum(records) filter (status_code = -1), 0)::bigint as undetermined,
        coalesce(sum(records) filter (status_code in (1, 2) and validity_code is null), 0)::bigint as not_judged,
        coalesce(sum(records) filter (is_wanted and validity_code >= 1), 0)::bigint as valid_values,
        coalesce(sum(records) filter (is_wanted and validity_code = 0), 0)::bigint as blank_allowed,
        coalesce(sum(records) filter (is_wanted and validity_code = -1), 0)::bigint as blank_mandatory,
        coalesce(sum(records) filter (is_wanted and validity_code between -6 and -2), 0)::bigint as invalid,
        coalesce(sum(records) filter (is_wanted and validity_code = -7), 0)::bigint as release_1,
        coalesce(sum(records) filter (is_wanted and is_usable), 0)::bigint as usable
    from counted
    group by la_code, recency, module, field, column_header

),

latest as (

    select * exclude (recency) from summed
    where recency = 1

)

select
    latest.*,
    earlier.delivery_id as earlier_delivery_id,
    earlier.applicable as earlier_applicable,
    earlier.valid_values as earlier_valid_values,
    earlier.usable as earlier_usable
from latest
left join summed as earlier
    on
        latest.la_code = earlier.la_code
        and latest.field = earlier.field
        and earlier.recency = 2
