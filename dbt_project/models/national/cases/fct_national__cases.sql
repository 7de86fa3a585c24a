-- Grain: one row per national metric, case and way in which it counts, with the periods in which it does so.
-- A case is what the metric counts: a person, an episode, a discharge or a wait. Rates over residents have
-- cases above the line alone; 2D's second part has episodes above it and discharges below.
{% set metrics = {
    'ascof__2e': "measure = 'ASCOF 2E'",
    'ascof__2e_learning_disability': "measure = 'ASCOF 2E LD'",
    'ascof__3d_clients_self_directed': "measure = 'ASCOF 3D (Clients)' and part = '1a'",
    'ascof__3d_clients_direct_payment': "measure = 'ASCOF 3D (Clients)' and part = '2a'",
    'ascof__3d_carers_self_directed': "measure = 'ASCOF 3D (Carers)' and part = '1b'",
    'ascof__3d_carers_direct_payment': "measure = 'ASCOF 3D (Carers)' and part = '2b'",
} %}

with

of_people as (

    select
        case
            {% for metric, counts in metrics.items() -%}
                when {{ counts }} then '{{ metric }}'
            {% endfor %}
        end as metric_id,
        la_code,
        period_end,
        person_key,
        in_numerator
    from {{ ref('fct_national__ascof_cases') }}

),

discharges_followed as (

    select distinct
        la_code,
        period_end,
        person_key,
        cast(started_on as varchar) as case_key,
        not died and not was_readmitted and not entered_care as went_well
    from {{ ref('fct_national__2d_episodes') }}

),

counted as (

    select
        metric_id,
        la_code,
        period_end,
        person_key,
        '' as case_key,
        in_numerator,
        true as in_denominator,
        null as days_waited
    from of_people
    where metric_id is not null

    union all

    select
        'ascof__2a' as metric_id,
        la_code,
        period_end,
        person_key,
        cast(started_on as varchar) as case_key,
        in_numerator,
        true as in_denominator,
        null as days_waited
    from {{ ref('fct_national__2a_episodes') }}
    where in_denominator

    union all

    select
        case age_band when '18 to 64' then 'ascof__2b' else 'ascof__2c' end as metric_id,
        la_code,
        period_end,
        person_key,
        {{ 'person_id_key' if method('counting_unit') == 'person id' else "''" }} as case_key,
        true as in_numerator,
        false as in_denominator,
        null as days_waited
    from {{ ref('fct_national__2b_2c_people') }}
    where age_band in ('18 to 64', '65 and above')

    union all

    select
        'ascof__2d_part1' as metric_id,
        la_code,
        period_end,
        person_key,
        case_key,
        went_well as in_numerator,
        true as in_denominator,
        null as days_waited
    from discharges_followed

    union all

    select
        'ascof__2d_part2' as metric_id,
        la_code,
        period_end,
        person_key,
        case_key,
        true as in_numerator,
        false as in_denominator,
        null as days_waited
    from discharges_followed

    union all

    select
        'ascof__2d_part2' as metric_id,
        la_code,
        period_end,
        min(patient_key) as person_key,
        'discharge ' || episode_id as case_key,
        false as in_numerator,
        true as in_denominator,
        null as days_waited
    from {{ ref('fct_national__2d_discharges') }}
    where la_code is not null and episode_id is not null
    group by la_code, period_end, episode_id

    union all

    select
        case metric
            when 'Wait time to first response' then 'waiting__first_response'
            else 'waiting__first_service'
        end as metric_id,
        la_code,
        period_end,
        person_key,
        event_key as case_key,
        null as in_numerator,
        true as in_denominator,
        days_waited
    from {{ ref('fct_national__waits_ended') }}

)

select
    metric_id,
    la_code,
    person_key,
    case_key,
    in_numerator,
    in_denominator,
    days_waited,
    list(period_end order by period_end asc) as period_ends
from counted
group by metric_id, la_code, person_key, case_key, in_numerator, in_denominator, days_waited
