-- Grain: one row per joined event and field of person details: what the event says of the person.
-- How much a value says, says_most, comes before how new it is: an old known value beats a newer unknown one.
-- Invalid employment stays a value, and is not known; the reason "Support to unpaid carer" counts as not known.
{% set unknown = "'Unknown'" %}
{% set invalid = "'Invalid and not mapped'" %}
{% set undeclared = "'No data: Undeclared or not known'" %}

with

events as (

    select
        la_code,
        person_key,
        period_to,
        coalesce(ended_on, {{ far_future() }}) as ended_on,
        started_on,
        coalesce(nullif(accommodation_status, {{ invalid }}), {{ unknown }}) as accommodation_status,
        coalesce(employment_status, {{ invalid }}) as employment_status,
        coalesce(nullif(sex, {{ invalid }}), {{ unknown }}) as sex,
        coalesce(nullif(ethnicity, {{ invalid }}), {{ undeclared }}) as ethnicity,
        case
            when funding_status in (
                'Fully social care funded', 'Joint client and social care funded', 'Fully client funded'
            ) then funding_status
            else {{ unknown }}
        end as funding_status,
        coalesce(nullif(has_unpaid_carer, {{ invalid }}), {{ unknown }}) as has_unpaid_carer,
        coalesce(nullif(support_reason, {{ invalid }}), {{ unknown }}) as support_reason,
        case
            when person_id_key is null or person_id_key in ('unknown', 'invalid and not mapped') then {{ unknown }}
            else person_id_key
        end as person_id
    from {{ ref('fct_national__events') }}
    where table_name = 'joined'

),

-- Of equally new identifiers, the one on more of the person's events is preferred.
counted as (

    select
        *,
        count(*) over (partition by la_code, person_key, person_id) as events_with_person_id
    from events

),

told as (

    {% for field, says_most in {
        'accommodation_status': "accommodation_status <> " ~ unknown,
        'employment_status': "employment_status not in (" ~ unknown ~ ", " ~ invalid ~ ")",
        'sex': "sex <> " ~ unknown,
        'ethnicity': "case ethnicity when " ~ undeclared ~ " then 0 when 'No data: Refused' then 1 else 2 end",
        'funding_status': "funding_status <> " ~ unknown,
        'has_unpaid_carer': "has_unpaid_carer <> " ~ unknown,
        'support_reason': "support_reason not in (" ~ unknown ~ ", 'Social support: Support to unpaid carer')",
        'person_id': "person_id <> " ~ unknown,
    }.items() -%}
        select
            la_code,
            person_key,
            '{{ field }}' as field,
            {{ field }} as told_value,
            cast({{ says_most }} as integer) as says_most,
            period_to,
            ended_on,
            started_on,
            {{ 'events_with_person_id' if field == 'person_id' else 0 }} as preference
        from counted
        {%- if not loop.last %}

            union all

        {% endif %}
    {%- endfor %}

)

select * from told
