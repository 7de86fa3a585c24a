-- How many contacts came to the front door for each full-time worker in the teams that take them?

with

contacts as (

    select * from {{ ref('fct_contacts') }}

),

teams_that_take_them as (

    select distinct
        la_code,
        team,
        last_day(received_on) as month_end
    from contacts
    where team is not null

),

posts as (

    select * from {{ ref('fct_workforce_posts') }}

),

cases as (

    select
        la_code,
        last_day(received_on) as counted_on,
        1 as numerator,
        0 as denominator
    from contacts
    union all
    select
        posts.la_code,
        teams.month_end as counted_on,
        0 as numerator,
        posts.filled_hundredths as denominator
    from posts
    inner join teams_that_take_them as teams
        on
            posts.la_code = teams.la_code
            and posts.team = teams.team
            and last_day(posts.snapshot_on) = teams.month_end

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='snapshot',
    extract='contacts',
) }}
