-- Grain: one row per person who answered the Adult Social Care Survey, and survey.

with

answers as (

    select
        *,
        q3a + q4a + q5a + q6a + q7a + q8a + q9a + q11 as chosen -- null where one of them is
    from {{ ref('stg_council__survey_responses_service_users') }}
    where response = 'Responded' and survey_year is not null

)

select
    ---------- keys
    la_code,
    serial_no,
    survey_year as surveyed_on,

    ---------- answers
    case
        when
            least(q3a, q4a, q5a, q6a, q7a, q8a, q9a, q11) >= 1
            and greatest(q3a, q4a, q5a, q6a, q7a, q8a, q9a, q11) <= 4
            then 32 - chosen
    end as quality_of_life,
    case
        when questionnaire = 'Easy read' and q1 between 1 and 5 then q1 = 1
        when questionnaire <> 'Easy read' and q1 between 1 and 7 then q1 <= 2
    end as is_satisfied,
    case when q3a between 1 and 4 then q3a <= 2 end as has_control,
    case when q7a between 1 and 4 then q7a = 1 end as feels_safe,
    case when q8a between 1 and 4 then q8a = 1 end as has_social_contact,
    case when q_information between 2 and 5 then q_information <= 3 end as finds_information,

    ---------- the person
    coalesce(stratum, 'Unknown') as stratum,
    {{ age_band('age') }} as age_band,
    coalesce(gender, 'Unknown') as sex,
    {{ survey_ethnicity_group('ethnicity') }} as ethnicity_group
from answers
