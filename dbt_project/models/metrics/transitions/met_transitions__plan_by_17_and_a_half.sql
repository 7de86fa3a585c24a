-- Of young people expected to move to adult social care, who had a plan by the age of 17 and a half?

with

young_people as (

    select
        *,
        try_strptime(birth_month || '-01', '%Y-%m-%d') as birth_month_on
    from {{ ref('stg_council__transitions') }}
    where expected_outcome = 'Adult social care'

),

due as (

    select
        *,
        last_day(cast(birth_month_on + interval 210 month as date)) as due_on
    from young_people
    where birth_month_on is not null

),

cases as (

    select
        la_code,
        due_on as counted_on,
        case when contains(flags, 'ehcp') then 'Yes' else 'No' end as has_education_health_and_care_plan,
        coalesce(adult_plan_agreed_on <= due_on, false) as in_numerator
    from due

)

{{ metric_rows(
    'cases',
    breakdowns=['has_education_health_and_care_plan'],
    kind='proportion',
    measured='flow',
    extract='transitions',
) }}
