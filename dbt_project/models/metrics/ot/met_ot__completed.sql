-- How many requests for occupational therapy were assessed, or closed without it?

with

requests as (

    select
        *,
        least(assessed_on, closed_on) as completed_on
    from {{ ref('stg_council__occupational_therapy') }}

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        requests.la_code,
        requests.completed_on as counted_on,
        requests.priority,
        requests.delivered_by,
        {{ person_groups('requests.completed_on') }}
    from requests
    left join people on requests.la_code = people.la_code and requests.person_ref = people.person_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['priority', 'delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='flow',
    extract='occupational_therapy',
) }}
