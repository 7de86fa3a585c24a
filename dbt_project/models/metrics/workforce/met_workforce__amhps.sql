-- How many approved mental health professionals are in post for every 100,000 adults?

with

posts as (

    select * from {{ ref('fct_workforce_posts') }}

),

residents as (

    select * from {{ ref('stg_reference__resident_estimates') }}
    where age_band in ('18 to 64', '65 and above')

),

lists as (

    select
        la_code,
        snapshot_on,
        count(*) filter (where is_amhp and is_filled) as amhps
    from posts
    group by la_code, snapshot_on

),

cases as (

    select
        lists.la_code,
        lists.snapshot_on as counted_on,
        max(lists.amhps) as numerator,
        sum(residents.people) as denominator
    from lists
    inner join residents
        on
            lists.la_code = residents.la_code
            and lists.snapshot_on between residents.counts_from and residents.counts_to
    group by lists.la_code, lists.snapshot_on

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='snapshot',
    extract='workforce_posts',
) }}
