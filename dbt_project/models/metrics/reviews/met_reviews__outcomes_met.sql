-- Of the outcomes that people had set, how many were met in full by their review?

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
        reviews.team,
        {{ person_groups('reviews.completed_on') }},
        least(greatest(reviews.outcomes_met, 0), reviews.outcomes_set) as numerator,
        reviews.outcomes_set as denominator
    from reviews
    left join people on reviews.la_code = people.la_code and reviews.person_ref = people.person_ref
    where reviews.outcomes_set > 0 and reviews.outcomes_met is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='rate',
    measured='flow',
    extract='assessment_review_supplement',
) }}
