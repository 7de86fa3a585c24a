-- Grain: one row per council and area: a set of questions, a section of the Care Act, a quality statement.
-- The level of an area is the lowest of its questions', by their latest answers.
{%- set levels = ['None', 'Limited', 'Reasonable', 'Substantial'] %}
with

answers as (
    select
        la_code,
        question_ref,
        question_set,
        care_act_sections,
        assurance_level,
        answered_on,
        evidence_refs is not null as has_evidence,
        list_position({{ levels }}, assurance_level) as place,
        lag(list_position({{ levels }}, assurance_level)) over in_order as place_before
    from {{ ref('stg_registers__assurance_questions') }}
    window in_order as (partition by la_code, question_ref order by answered_on asc)
    qualify row_number() over (partition by la_code, question_ref order by answered_on desc) = 1
),

sections as (
    select distinct
        la_code,
        question_ref,
        unnest(regexp_extract_all(care_act_sections, '[0-9]+')) as care_act_section
    from answers
    where care_act_sections is not null
),

crosswalk as (
    select * from {{ ref('dim_care_act_crosswalk') }}
    where effective_from <= {{ var_date('as_at') }} and coalesce(effective_until >= {{ var_date('as_at') }}, true)
),

areas as (
    select
        la_code,
        question_ref,
        'Questions' as area_kind,
        question_set as area
    from answers
    union all
    select
        sections.la_code,
        sections.question_ref,
        'Section of the Care Act' as area_kind,
        sections.care_act_section || coalesce(' ' || terms.title, '') as area
    from sections
    left join {{ ref('framework_terms') }} as terms
        on terms.kind = 'Care Act section' and sections.care_act_section = terms.code
    union
    select
        sections.la_code,
        sections.question_ref,
        'Quality statement' as area_kind,
        crosswalk.title as area
    from sections
    inner join crosswalk on sections.care_act_section = crosswalk.care_act_section
)

select
    areas.la_code,
    areas.area_kind,
    coalesce(areas.area, 'Not said') as area,
    {{ levels }}[min(answers.place)] as assurance_level,
    count(*) as questions,
    count(*) filter (where answers.assurance_level = 'Substantial') as substantial,
    count(*) filter (where answers.assurance_level = 'Reasonable') as reasonable,
    count(*) filter (where answers.assurance_level = 'Limited') as limited,
    count(*) filter (where answers.assurance_level = 'None') as not_assured,
    count(*) filter (where answers.place < answers.place_before) as fell,
    count(*) filter (where answers.place > answers.place_before) as rose,
    count(*) filter (where answers.has_evidence) as with_evidence,
    min(answers.answered_on) as oldest_on
from areas
inner join answers on areas.la_code = answers.la_code and areas.question_ref = answers.question_ref
group by all
