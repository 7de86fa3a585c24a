-- Of those invited to a survey, how many answered?

with

runs as (

    select * from {{ ref('stg_council__survey_runs') }}
    where invited > 0

),

answers as (

    select
        la_code,
        survey_run_ref,
        count(distinct org_ref) filter (where responded_on is not null) as responses
    from {{ ref('stg_council__provider_survey') }}
    group by la_code, survey_run_ref

    union all

    select
        la_code,
        survey_run_ref,
        count(distinct response_ref) as responses
    from {{ ref('stg_council__staff_survey') }}
    group by la_code, survey_run_ref

    union all

    select
        la_code,
        survey_run_ref,
        count(distinct invitation_ref) filter (where responded_on is not null) as responses
    from {{ ref('stg_council__feedback_responses') }}
    group by la_code, survey_run_ref

),

cases as (

    select
        runs.la_code,
        runs.opened_on as counted_on,
        runs.survey_kind,
        answers.responses as numerator,
        runs.invited as denominator
    from runs
    inner join answers on runs.la_code = answers.la_code and runs.survey_run_ref = answers.survey_run_ref

)

{{ metric_rows(
    'cases',
    breakdowns=['survey_kind'],
    kind='rate',
    measured='flow',
    extract='survey_runs',
) }}
