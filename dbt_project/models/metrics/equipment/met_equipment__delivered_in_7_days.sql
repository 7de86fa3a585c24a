-- Of orders of equipment and minor adaptations, which were delivered within 7 days?

with

orders as (

    select * from {{ ref('stg_council__equipment_orders') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        orders.la_code,
        orders.order_kind,
        orders.for_discharge,
        orders.ordered_on + 7 as counted_on,
        coalesce({{ days_between('orders.ordered_on', 'orders.delivered_on') }} <= 7, false) as in_numerator,
        {{ person_groups('orders.ordered_on') }}
    from orders
    left join people on orders.la_code = people.la_code and orders.person_ref = people.person_ref
    where
        orders.order_kind is distinct from 'Disabled facilities grant'
        and coalesce({{ days_between('orders.ordered_on', 'orders.cancelled_on') }} > 7, true)

)

{{ metric_rows(
    'cases',
    breakdowns=['order_kind', 'for_discharge', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='equipment_orders',
) }}
