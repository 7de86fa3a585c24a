-- Of checklists for NHS continuing healthcare, which led to the NHS paying?

with

people as (

    select * from {{ ref('dim_person_ref') }}

),

cases as (

    select
        checklists.la_code,
        checklists.checklist_on as counted_on,
        {{ person_groups('checklists.checklist_on') }},
        coalesce(checklists.decision = 'Eligible', false) as in_numerator
    from {{ ref('stg_council__continuing_healthcare') }} as checklists
    left join people on checklists.la_code = people.la_code and checklists.person_ref = people.person_ref
    where checklists.kind = 'Standard' and checklists.checklist_on is not null

)

{{ metric_rows(
    'cases',
    breakdowns=['age_band', 'sex', 'ethnicity_group', 'support_reason'],
    kind='proportion',
    measured='flow',
    extract='continuing_healthcare',
) }}
