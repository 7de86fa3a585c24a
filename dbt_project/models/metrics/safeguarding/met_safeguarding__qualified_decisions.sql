-- Of decisions on safeguarding concerns, which were taken by a registered professional?

with

cases as (

    select
        *,
        decision_on as counted_on,
        decided_by_registered as in_numerator
    from {{ ref('fct_safeguarding_concerns') }}
    where decision_on is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['team', 'decision_maker_qualification', 'decision', 'age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='safeguarding_concerns',
) }}
