-- Grain: one row per measured period, measure, part and case in its denominator: an episode of 2A, or a person.
-- group_name is that of the national table: the age band, and for 2E, whose ages are parts, the sex.

with

counted as (

    select
        la_code,
        period_start,
        period_end,
        person_key,
        age_band,
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
            person_key,
            age_band,
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
            person_key,
            age_band,
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
        person_key,
        age_band,
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
        person_key,
        age_band,
        'ASCOF 2E LD' as measure,
        '18-64' as part,
        sex as group_name,
        is_settled as in_numerator
    from {{ ref('fct_national__2e_people') }}
    where age_band = '18 to 64' and has_learning_disability

)

select
    counted.*,
    people.sex,
    people.ethnicity_group,
    people.support_reason_group as support_reason
from counted
left join {{ ref('fct_national__people') }} as people
    on counted.la_code = people.la_code and counted.person_key = people.person_key
