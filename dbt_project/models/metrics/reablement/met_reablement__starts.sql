-- How many spells of reablement began?

with

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        episodes.la_code,
        episodes.started_on as counted_on,
        episodes.source,
        {{ person_groups('episodes.started_on') }}
    from {{ ref('stg_council__reablement_episodes') }} as episodes
    left join people on episodes.la_code = people.la_code and episodes.person_ref = people.person_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['source', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
    extract='reablement_episodes',
) }}
