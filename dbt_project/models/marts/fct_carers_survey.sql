-- Grain: one row per carer who answered the Survey of Adult Carers, and survey.

with

answers as (

    select * from {{ ref('stg_council__survey_responses_carers') }}
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
            least(q7, q8, q9, q10, q11, q12) >= 1
            and greatest(q7, q8, q9, q10, q11, q12) <= 3
            and q7 + q8 + q9 + q10 + q11 + q12 is not null
            then 18 - (q7 + q8 + q9 + q10 + q11 + q12)
    end as quality_of_life,
    case when q4 between 2 and 8 then q4 <= 3 end as is_satisfied,
    case when q_consulted between 2 and 5 then q_consulted <= 3 end as is_consulted,
    case when q_information between 2 and 5 then q_information <= 3 end as finds_information,
    case when q11 between 1 and 3 then q11 = 1 end as has_social_contact,

    ---------- the carer
    {{ age_band('age') }} as age_band,
    coalesce(gender, 'Unknown') as sex,
    {{ survey_ethnicity_group('ethnicity') }} as ethnicity_group,
    support_to_carer as support_given
from answers
