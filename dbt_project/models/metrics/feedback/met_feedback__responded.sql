-- Of invitations to give feedback, how many were answered, by form?

with

cases as (

    select
        la_code,
        invitation_ref,
        min(sent_on) as counted_on,
        min(event_type) as event_type,
        min(team) as team,
        min(format) as survey_format,
        count(responded_on) > 0 as in_numerator
    from {{ ref('stg_council__feedback_responses') }}
    group by la_code, invitation_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['event_type', 'team', 'survey_format'],
    kind='proportion',
    measured='flow',
    extract='feedback_responses',
) }}
