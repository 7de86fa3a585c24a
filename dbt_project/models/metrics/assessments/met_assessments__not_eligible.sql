-- Of completed assessments, which found no eligible needs, by how the person had come?

with

assessments as (

    select * from {{ ref('fct_assessments') }}
    where assessment_type in ('Long term assessment', 'Short term assessment')

),

requests as (

    select
        person_key,
        started_on as asked_on,
        arg_max(route_of_access, completed_on) as route
    from {{ ref('fct_requests') }}
    where started_on is not null
    group by person_key, started_on

),

cases as (

    select
        assessments.la_code,
        assessments.completed_on as counted_on,
        requests.route,
        assessments.age_band,
        assessments.sex,
        assessments.ethnicity_group,
        assessments.support_reason,
        coalesce(assessments.eligible_needs = 'No', false) as in_numerator
    from assessments
    asof left join requests
        on
            assessments.person_key = requests.person_key
            and coalesce(assessments.started_on, assessments.completed_on) >= requests.asked_on

)

{{ metric_rows(
    'cases',
    breakdowns=['route', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
) }}
