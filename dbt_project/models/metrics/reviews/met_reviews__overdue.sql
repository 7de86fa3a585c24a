-- Of people with 12 or more months of long-term support, whose last review was over 12 months ago?
-- Only where deliveries reach back more than 12 months: before that, a review on the first day that
-- would still be in time cannot be seen (met_reviews__last_review_unknown counts those people).

with

support as (

    select * from {{ ref('fct_support_months') }}
    where is_for_12_months and months_known > 12

),

cases as (

    select
        la_code,
        period_end as counted_on,
        age_band,
        sex,
        ethnicity_group,
        support_reason,
        locality,
        coalesce(greatest(last_review_on, last_assessment_on), supported_since)
        + interval 12 month < period_end as in_numerator
    from support

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason', 'locality'],
    kind='proportion',
    measured='snapshot',
) }}
