-- Of people whose reablement began twelve weeks ago, who is at home?

with

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        episodes.la_code,
        cast(episodes.started_on + interval 84 day as date) as counted_on,
        episodes.source,
        {{ person_groups('episodes.started_on') }},
        coalesce(episodes.at_home_12_weeks = 'At home', false) as in_numerator
    from {{ ref('stg_council__reablement_episodes') }} as episodes
    left join people on episodes.la_code = people.la_code and episodes.person_ref = people.person_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['source', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='reablement_episodes',
) }}
