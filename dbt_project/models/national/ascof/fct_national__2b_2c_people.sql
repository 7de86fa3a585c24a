-- Grain: one row per measured period and person newly admitted to residential or nursing care in it.
-- New: no stay that began earlier had ended less than 365 days before. Self-funded stays are no
-- admissions, but count as earlier stays. Someone new in both age bands counts in the younger. A later
-- version of the method counts somebody once for each of the council's own identifiers.
{%- set by_id = method('counting_unit') == 'person id' %}

with

stays as (

    select * from {{ ref('int_national__care_stays') }}

),

admissions as (

    select distinct
        la_code,
        person_key,
        {% if by_id -%}
            person_id_key,
        {%- endif %}
        started_on,
        age_at_start,
        died_on
    from stays
    where outcome <> 'NFA: Self-funded client or under 12wk disregard' and age_at_start >= 18

),

known as (

    select distinct
        admissions.la_code,
        admissions.person_key,
        admissions.started_on
    from admissions
    inner join stays
        on
            admissions.la_code = stays.la_code
            and admissions.person_key = stays.person_key
            and admissions.started_on > stays.started_on
            and {{ days_between('stays.stayed_to', 'admissions.started_on') }} < 365

),

new_admissions as (

    select admissions.*
    from admissions
    left join known
        on
            admissions.la_code = known.la_code
            and admissions.person_key = known.person_key
            and admissions.started_on = known.started_on
    where known.person_key is null

)

select
    admissions.la_code,
    periods.period_start,
    periods.period_end,
    admissions.person_key,
    {% if by_id -%}
        coalesce(admissions.person_id_key, '') as person_id_key,
    {%- endif %}
    min({{ age_band('admissions.age_at_start') }}) as age_band,
    min(admissions.started_on) as first_admitted_on
from new_admissions as admissions
inner join {{ ref('int_national__periods') }} as periods
    on
        admissions.la_code = periods.la_code
        and admissions.started_on between periods.period_start and periods.period_end
        and coalesce(admissions.died_on >= periods.period_start, true)
group by all
