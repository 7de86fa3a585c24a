-- Grain: one row per measured period and case in the denominator of a measure, part and group: an episode or a person.
-- A case in no band, of unknown age, is in the total alone.

with

banded as (

    select
        la_code,
        period_start,
        period_end,
        'ASCOF 2A' as measure,
        '' as part,
        age_band as group_name,
        in_numerator
    from {{ ref('fct_national__2a_episodes') }}
    where in_denominator

    union all

    {% for part, numerator in [('1a', '(3, 4)'), ('2a', '(3)')] -%}
        select
            la_code,
            period_start,
            period_end,
            'ASCOF 3D (Clients)' as measure,
            '{{ part }}' as part,
            age_band as group_name,
            support_rank in {{ numerator }} as in_numerator
        from {{ ref('fct_national__3d_clients') }}
        where support_rank between 3 and 6

        union all

    {% endfor -%}
    {% for part, numerator in [('1b', '(1, 2)'), ('2b', '(1)')] -%}
        select
            la_code,
            period_start,
            period_end,
            'ASCOF 3D (Carers)' as measure,
            '{{ part }}' as part,
            age_band as group_name,
            support_rank in {{ numerator }} as in_numerator
        from {{ ref('fct_national__3d_carers') }}
        where support_rank <= 3

        union all

    {% endfor -%}
    select
        la_code,
        period_start,
        period_end,
        'ASCOF 2E' as measure,
        case age_band when '18 to 64' then '18-64' else '65+' end as part,
        sex as group_name,
        is_settled as in_numerator
    from {{ ref('fct_national__2e_people') }}
    where age_band in ('18 to 64', '65 and above')

    union all

    select
        la_code,
        period_start,
        period_end,
        'ASCOF 2E LD' as measure,
        '18-64' as part,
        sex as group_name,
        is_settled as in_numerator
    from {{ ref('fct_national__2e_people') }}
    where age_band = '18 to 64' and has_learning_disability

)

select * from banded
where group_name in ('18 to 64', '65 and above', 'Male', 'Female')

union all

select
    la_code,
    period_start,
    period_end,
    measure,
    part,
    'Total' as group_name,
    in_numerator
from banded
