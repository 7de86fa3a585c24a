-- How many approved mental health professionals are in post for every 100,000 adults?

with

posts as (

    select * from {{ ref('fct_workforce_posts') }}

),

residents as (

    select
        la_code,
        sum(people) as people
    from {{ ref('stg_reference__populations') }}
    where age_band in ('18 to 64', '65 and above')
    group by la_code

),

cases as (

    select
        posts.la_code,
        posts.snapshot_on as counted_on,
        count(*) filter (where posts.is_amhp and posts.is_filled) as numerator,
        max(residents.people) as denominator
    from posts
    inner join residents on posts.la_code = residents.la_code
    group by posts.la_code, posts.snapshot_on

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='snapshot',
    extract='workforce_posts',
) }}
