-- Grain: one row per person within a council.
-- What is latest known of each person: a known value beats an unknown one, then the latest quarter
-- wins, then the later line of its file.

with

told as (

    select * from {{ ref('int_cld__quarter_rows') }}
    where person_key is not null

),

latest as (

    select
        la_code,
        person_key,
        {{ latest_known('sex', ['Unknown', 'Invalid and not mapped']) }} as sex,
        {{ latest_known('ethnicity', [
            'No data: Refused', 'No data: Undeclared or not known', 'Invalid and not mapped',
        ]) }} as ethnicity,
        {{ latest_known('ethnicity', [
            'No data: Undeclared or not known', 'Invalid and not mapped',
        ]) }} as ethnicity_or_refusal,
        -- A carer's reason for being supported says nothing of the person's own.
        {{ latest_known('support_reason', [
            'Unknown', 'Invalid and not mapped', 'Social support: Support to unpaid carer',
        ]) }} as support_reason,
        {{ latest_known('support_reason', ['Unknown', 'Invalid and not mapped']) }} as support_reason_as_carer,
        {{ latest_known('employment_status', ['Unknown', 'Invalid and not mapped']) }} as employment_status,
        {{ latest_known('postcode_outward') }} as locality,
        {{ latest_known('make_date(birth_year, birth_month, 1)') }} as birth_month_on,
        {{ latest_known('died_on') }} as died_on
    from told
    group by la_code, person_key

)

select
    la_code,
    person_key,
    coalesce(sex, 'Unknown') as sex,
    coalesce(ethnicity, ethnicity_or_refusal, 'No data: Undeclared or not known') as ethnicity,
    coalesce(support_reason, support_reason_as_carer, 'Unknown') as support_reason,
    coalesce(employment_status, 'Unknown') as employment_status,
    locality,
    birth_month_on,
    died_on
from latest
