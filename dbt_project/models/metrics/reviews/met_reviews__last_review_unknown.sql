-- How many people with 12 or more months of long-term support may have been reviewed in time, but
-- before the deliveries begin? The complement of met_reviews__overdue: where that can tell, none.

with

support as (

    select * from {{ ref('fct_support_months') }}
    where is_for_12_months and months_known <= 12

),

cases as (

    select
        la_code,
        period_end as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason
    from support
    where coalesce(greatest(last_review_on, last_assessment_on), supported_since) + interval 12 month < period_end

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='count',
    measured='snapshot',
) }}
