-- Grain: one row per council, requirement and thing that the registers are asked for, as counts.
-- What is counted is in the macros assurance_measures and assurance_sums.
{%- set ids = {
    'findings': 'finding_ref', 'recommendations': 'recommendation_ref', 'risks': 'risk_ref',
    'evidence_documents': 'document_ref',
} %}
{%- set latest = {
    'evidence_documents': 'document_ref order by version desc',
    'self_assessment_claims': 'claim_ref order by refreshed_on desc, sa_version desc',
    'risks': 'risk_ref order by scored_on desc',
    'evidence_items': 'item_ref order by due_on desc, list_version desc',
    'assurance_questions': 'question_ref order by answered_on desc',
} %}

with

live as (
    select
        links.la_code,
        links.from_ref
    from {{ ref('fct_links') }} as links
    inner join {{ ref('fct_actions') }} as actions
        on links.la_code = actions.la_code and links.to_ref = actions.action_ref
    where links.link = 'asked for' and not actions.is_closed
),

plans as (
    select
        la_code,
        from_ref
    from {{ ref('fct_links') }}
    where link in ('is carried out by', 'is done by') and is_there
),

looked_at as (
    select
        la_code,
        from_ref
    from {{ ref('fct_links') }}
    where link = 'was looked at as'
),

moved as (
    select
        la_code,
        to_ref
    from {{ ref('fct_links') }}
    where link = 'should move'
),

shown as (
    select
        documents.la_code,
        documents.from_ref as claim_ref
    from {{ ref('fct_links') }} as documents
    inner join {{ ref('fct_links') }} as answered
        on
            documents.la_code = answered.la_code
            and documents.to_ref = answered.to_ref
            and answered.link = 'is answered by'
    inner join {{ ref('stg_registers__evidence_items') }} as items
        on answered.la_code = items.la_code and answered.from_ref = items.item_ref
    where documents.link = 'rests on' and items.shown_to_reviewers = 'Yes'
)
{% for requirement, title, model, met, asked in assurance_measures() %}
    select
        la_code,
        '{{ requirement }}' as requirement,
        '{{ title }}' as title,
        cast(count(*) filter (where {{ met | replace('{as_at}', var_date('as_at')) }}) as bigint) as numerator,
        cast(count(*) as bigint) as denominator
    from (
        {%- set register = model | replace('stg_registers__', '') %}
        select
            *,
            {{ ids.get(register, 'null') }} as {{ 'record_ref' if register in ids else 'no_ref' }}
        from {{ ref(model) }}
        {%- if register in latest %}
            qualify row_number() over (partition by la_code, {{ latest[register] }}) = 1
        {%- endif %}
    )
    where {{ asked | replace('{as_at}', var_date('as_at')) }}
    group by la_code
    union all
{%- endfor %}
{% for requirement, title, model, numerator, denominator, asked in assurance_sums() %}
    select
        la_code,
        '{{ requirement }}' as requirement,
        '{{ title }}' as title,
        cast({{ numerator | replace('{as_at}', var_date('as_at')) }} as bigint) as numerator,
        cast({{ denominator }} as bigint) as denominator
    from {{ ref(model) }}
    where {{ asked }}
    group by la_code
    {%- if not loop.last %}
        union all
    {%- endif %}
{%- endfor %}
