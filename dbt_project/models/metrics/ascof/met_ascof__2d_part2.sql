-- How many discharges from hospital of people of 65 or over led into reablement?

with

cases as (

    select
        la_code,
        period_end,
        age_group,
        sex,
        client_type,
        la_code || '_' || person_key || '_' || episode as episode_key,
        null as discharge_key
    from {{ ref('fct_national__2d_episodes') }}

    union all

    select
        la_code,
        period_end,
        age_group,
        sex,
        client_type,
        null as episode_key,
        episode_id as discharge_key
    from {{ ref('fct_national__2d_discharges') }}
    where la_code is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['age_group', 'sex', 'client_type'],
    kind='rate',
    measured='rolling',
    period_length='twelve months',
    needs=['hospital_records'],
    numerator='count(distinct episode_key)',
    denominator='count(distinct discharge_key)',
) }}
