-- Of answers to feedback questions, how many were positive?

with

cases as (

    select
        *,
        sent_on as counted_on,
        positive = 'Yes' as in_numerator,
        format as survey_format
    from {{ ref('stg_council__feedback_responses') }}
    where responded_on is not null and positive is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['event_type', 'team', 'survey_format'],
    kind='proportion',
    measured='flow',
    extract='feedback_responses',
) }}
