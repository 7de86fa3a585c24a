-- Grain: one row per release of the framework, quality statement and section of the Care Act.

with

statements as (

    select * from {{ ref('framework_statements') }}

),

terms as (

    select * from {{ ref('framework_terms') }}

),

pairs as (

    select * from {{ ref('framework_care_act') }}

)

select
    ---------- keys
    statements.release,
    statements.statement,
    pairs.care_act_section,

    ---------- words
    statements.position,
    statements.title,
    themes.title as theme,
    questions.title as key_question,
    sections.title as care_act_title,

    ---------- where the pair comes from
    pairs.basis,
    pairs.source,
    pairs.confidence,
    pairs.effective_from,
    pairs.effective_until
from statements
left join pairs
    on
        statements.release = pairs.release
        and statements.statement = pairs.statement
left join terms as themes
    on
        themes.kind = 'theme'
        and statements.theme = themes.code
left join terms as questions
    on
        questions.kind = 'key question'
        and statements.key_question = questions.code
left join terms as sections
    on
        sections.kind = 'Care Act section'
        and pairs.care_act_section = sections.code
