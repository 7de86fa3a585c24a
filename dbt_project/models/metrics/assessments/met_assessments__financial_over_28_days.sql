-- How many financial assessments have been open for over 28 days?

with

months as (

    select * from {{ ref('dim_period') }}
    where extract_name = 'financial_assessments' and period_length = 'month'

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        assessments.la_code,
        months.period_end as counted_on,
        assessments.kind,
        {{ person_groups('months.period_end') }}
    from {{ ref('stg_council__financial_assessments') }} as assessments
    inner join months
        on
            assessments.la_code = months.la_code
            and {{ days_between('assessments.requested_on', 'months.period_end') }} > 28
            and coalesce(assessments.completed_on, {{ far_future() }}) > months.period_end
    left join people on assessments.la_code = people.la_code and assessments.person_ref = people.person_ref
    where coalesce(people.died_on, {{ far_future() }}) >= months.period_end

)

{{ metric_rows(
    'cases',
    breakdowns=['kind', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
    extract='financial_assessments',
) }}
