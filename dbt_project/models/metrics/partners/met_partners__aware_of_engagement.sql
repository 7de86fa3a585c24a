-- Voluntary bodies aware of the engagement strategy: of organisations that answered.

with

cases as (

    select
        *,
        closed_on as counted_on,
        positive = 'Yes' as in_numerator
    from {{ ref('stg_council__provider_survey') }}
    where
        question_code = 'AWARE_ENGAGEMENT'
        and responded_on is not null
        and positive is not null
        and org_kind in ('Voluntary sector', 'Advocacy', 'Carers organisation')

)

{{ metric_rows(
    'cases',
    breakdowns=['org_kind'],
    kind='proportion',
    measured='flow',
    extract='provider_survey',
) }}
