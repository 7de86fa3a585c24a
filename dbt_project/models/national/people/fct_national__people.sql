-- Grain: one row per person of the joined table; someone known to two councils is two.
-- Person details: the latest known values over all the years held, used for every period.

with

latest as (

    select
        la_code,
        person_key,
        {% for field in [
            'accommodation_status', 'employment_status', 'sex', 'ethnicity', 'funding_status',
            'has_unpaid_carer', 'support_reason', 'person_id',
        ] -%}
            max(told_value) filter (where field = '{{ field }}') as {{ field }} {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('int_national__person_latest_values') }}
    group by la_code, person_key

),

ids as (

    select
        la_code,
        person_key,
        {{ joined_text('person_id_key') }} as person_ids,
        bool_or(is_cared_for) as is_cared_for
    from {{ ref('int_national__person_ids') }}
    group by la_code, person_key

),

-- Read three times, not copied in between.
groupings as not materialized (

    select * from {{ ref('cld_groupings') }}

),

people as (

    select
        {{ all_columns_but(['accommodation_status', 'has_unpaid_carer'], 'latest') }},
        case
            when latest.accommodation_status = 'Unknown'
                then coalesce(from_services.accommodation_status, 'Unknown')
            else latest.accommodation_status
        end as accommodation_status,
        case when ids.is_cared_for then 'Yes' else latest.has_unpaid_carer end as has_unpaid_carer,
        ids.person_ids,
        born.birth_year,
        born.birth_month,
        born.birth_month_on,
        {{ age_on('born.birth_month_on', 'scope.period_end') }} as age_at_period_end,
        born.died_on
    from latest
    cross join {{ ref('int_national__scope') }} as scope
    left join ids on latest.la_code = ids.la_code and latest.person_key = ids.person_key
    left join {{ ref('int_national__births_and_deaths') }} as born
        on latest.la_code = born.la_code and latest.person_key = born.person_key
    left join {{ ref('int_national__accommodation_from_services') }} as from_services
        on latest.la_code = from_services.la_code and latest.person_key = from_services.person_key

)

select
    people.*,
    {{ age_band_of_people('people.age_at_period_end') }} as age_band_at_period_end,
    case accommodations.value_group when 'settled' then 1 when 'not settled' then 0 end as accommodation_group,
    ethnicities.value_group as ethnicity_group,
    reasons.value_group as support_reason_group
from people
left join groupings as accommodations
    on accommodations.list_name = 'Accommodation_Status' and people.accommodation_status = accommodations.value
left join groupings as ethnicities
    on ethnicities.list_name = 'Ethnicity' and people.ethnicity = ethnicities.value
left join groupings as reasons
    on reasons.list_name = 'Primary_Support_Reason' and people.support_reason = reasons.value
