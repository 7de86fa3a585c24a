-- Grain: one row per review completed and followed for 28 days.

with

reviews as (

    select * from {{ ref('fct_reviews') }}

),

packages as (

    select * from {{ ref('int_care_packages') }}
    where person_key is not null

),

covered as (

    select
        la_code,
        min(period_start) as first_on,
        max(period_end) as last_on
    from {{ ref('dim_period') }}
    where extract_name = 'care_packages' and period_length = 'month'
    group by la_code

),

followed as (

    select
        reviews.*,
        cast(reviews.completed_on + interval 28 day as date) as followed_to
    from reviews
    inner join covered
        on
            reviews.la_code = covered.la_code
            and reviews.completed_on >= covered.first_on
            and reviews.completed_on + interval 28 day <= covered.last_on

),

costs as (

    select
        followed.event_key,
        coalesce(sum(
            case -- a version of that very day that the review caused was not there before it
                when packages.valid_from > followed.completed_on then 0
                when packages.valid_from = followed.completed_on and packages.change_reason = 'Review'
                    then coalesce(packages.net_weekly_cost_before, 0)
                when packages.last_on >= followed.completed_on then packages.net_weekly_cost
            end
        ), 0) as net_weekly_cost_before,
        coalesce(
            sum(packages.net_weekly_cost) filter (
                where packages.valid_from <= followed.followed_to and packages.last_on >= followed.followed_to
            ), 0
        ) as net_weekly_cost_after,
        coalesce(
            sum(packages.net_weekly_cost - packages.net_weekly_cost_before) filter (
                where
                packages.change_reason = 'Price uplift'
                and packages.valid_from > followed.completed_on
                and packages.valid_from <= followed.followed_to
            ), 0
        ) as price_uplift
    from followed
    left join packages
        on
            followed.person_key = packages.person_key
            and followed.followed_to >= packages.valid_from
            and followed.completed_on <= packages.last_on
    group by followed.event_key

)

select
    followed.event_key,
    followed.la_code,
    followed.person_key,
    followed.completed_on,
    followed.followed_to,
    followed.review_type,
    costs.net_weekly_cost_before,
    costs.net_weekly_cost_after,
    costs.net_weekly_cost_after - costs.net_weekly_cost_before - costs.price_uplift as net_weekly_change,
    followed.age_band,
    followed.sex,
    followed.ethnicity_group,
    followed.support_reason
from followed
inner join costs on followed.event_key = costs.event_key
