-- After how many discharges into reablement did nothing go wrong for twelve weeks?

with

cases as (

    select
        *,
        la_code || '_' || person_key || '_' || episode as episode_key
    from {{ ref('fct_national__2d_episodes') }}

)

{{ metric_rows(
    'cases',
    breakdowns=['age_group', 'sex', 'client_type'],
    kind='proportion',
    measured='rolling',
    period_length='twelve months',
    needs=['hospital_records'],
    numerator='count(distinct episode_key) filter (where not (died or was_readmitted or entered_care))',
    denominator='count(distinct episode_key)',
) }}
