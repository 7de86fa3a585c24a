-- Grain: one row per measured period, measure, part, group and case: once in its own group and once in the total.
-- A case in no group that is shown, such as one of unknown age, is in the total alone.

with

cases as (

    select
        la_code,
        period_start,
        period_end,
        measure,
        part,
        group_name,
        in_numerator
    from {{ ref('fct_national__ascof_cases') }}

)

select * from cases
where group_name in ('18 to 64', '65 and above', 'Male', 'Female')

union all

select
    {{ all_columns_but(['group_name', 'in_numerator']) }},
    'Total' as group_name,
    in_numerator
from cases
