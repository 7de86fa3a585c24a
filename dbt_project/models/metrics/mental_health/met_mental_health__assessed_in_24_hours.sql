-- Of requests for a Mental Health Act assessment that were taken forward, how many began within 24 hours?
-- Without the times, one of the same day is within them, and one of the day after is not known to be.

with

requests as (

    select
        *,
        requested_on + try_cast(requested_time as time) as requested_at,
        assessed_on + try_cast(assessed_time as time) as assessed_at
    from {{ ref('stg_council__mental_health_act_assessments') }}
    where accepted = 'Yes'

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        requests.la_code,
        cast(requests.requested_on + interval 1 day as date) as counted_on,
        requests.delivered_by,
        {{ person_groups('requests.requested_on') }},
        requests.assessed_on is not null
        and requests.assessed_on >= requests.requested_on
        and coalesce(
            requests.assessed_at <= requests.requested_at + interval 24 hour,
            requests.assessed_on = requests.requested_on
        ) as in_numerator
    from requests
    left join people on requests.la_code = people.la_code and requests.person_ref = people.person_ref
    where requests.requested_on is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['delivered_by', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='mental_health_act_assessments',
) }}
