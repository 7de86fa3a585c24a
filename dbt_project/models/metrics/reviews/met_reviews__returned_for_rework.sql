-- Of reviews that others than the council's own staff held, how many were sent back?

with

reviews as (

    select * from {{ ref('stg_council__assessment_review_supplement') }}
    where event_kind = 'Review'

),

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        reviews.la_code,
        reviews.completed_on as counted_on,
        reviews.completed_by,
        reviews.team,
        {{ person_groups('reviews.completed_on') }},
        coalesce(reviews.returned_for_rework = 'Yes', false) as in_numerator
    from reviews
    left join people on reviews.la_code = people.la_code and reviews.person_ref = people.person_ref
    where reviews.completed_by <> 'Own staff'

)

{{ metric_rows(
    'cases',
    breakdowns=['completed_by', 'team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='assessment_review_supplement',
) }}
