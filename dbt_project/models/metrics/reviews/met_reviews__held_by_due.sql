-- Of yearly reviews that fell due, how many were held by the day they were due?
-- Only where deliveries reach back more than 12 months: before that, what came 12 months earlier cannot be seen.

with

cases as (

    select
        *,
        due_on as counted_on,
        coalesce(held_on <= due_on, false) as in_numerator
    from {{ ref('fct_yearly_reviews') }}
    where months_known > 12

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
) }}
