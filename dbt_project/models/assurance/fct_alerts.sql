-- Grain: one row per council, kind of alert and record or figure that it is about; the gravest first.
{%- set kinds = [
    'metric_without_action', 'action_without_effect', 'claim_not_supported', 'claim_without_evidence',
    'claim_with_stale_evidence', 'recommendation_without_response', 'risk_without_action', 'milestone_slipped',
    'action_without_evidence', 'action_without_owner', 'action_without_metric', 'impossible_date',
    'evidence_past_review', 'broken_reference'
] %}
with

raised as (
    {%- for kind in kinds %}
        select
            '{{ kind }}' as kind,
            la_code,
            subject_ref,
            told,
            cast(since as date) as since,
            cast(owner_role as varchar) as owner_role
        from {{ ref('alert_' ~ kind) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

-- What was acknowledged stays so until the day that was given, and for as long as the alert says the same. Entries from
-- before they said whose they are hold for every council.
acknowledged as (
    select
        raised.la_code,
        raised.kind,
        raised.subject_ref,
        entries.by_role,
        entries.reason,
        entries.until_on,
        entries.said
    from raised
    inner join {{ source('raw', 'ledger') }} as entries
        on
            raised.kind || ':' || raised.subject_ref = entries.subject
            and raised.la_code = coalesce(entries.la_code, raised.la_code)
    where entries.kind = 'acknowledgement'
    qualify
        row_number() over (
            partition by raised.la_code, raised.kind, raised.subject_ref
            order by entries.entry desc
        ) = 1
)

select
    raised.la_code,
    raised.kind || ':' || raised.subject_ref as alert_ref,
    raised.kind,
    kinds.title,
    kinds.consequence,
    raised.subject_ref,
    coalesce(records.title, metrics.title) as subject_title,
    raised.told,
    raised.since,
    {{ var_date('as_at') }} - raised.since as age_days,
    coalesce(raised.owner_role, kinds.owner_role) as owner_role,
    kinds.what_to_do,
    acknowledged.said is not null as is_acknowledged,
    acknowledged.by_role as acknowledged_by,
    acknowledged.reason as acknowledged_because
from raised
inner join {{ ref('alert_kinds') }} as kinds on raised.kind = kinds.kind
left join {{ ref('dim_records') }} as records
    on raised.la_code = records.la_code and raised.subject_ref = records.record_ref
left join {{ source('gathered', 'metric_catalogue') }} as metrics
    on split_part(raised.subject_ref, '@', 1) = metrics.metric_id
left join acknowledged
    on
        raised.la_code = acknowledged.la_code
        and raised.kind = acknowledged.kind
        and raised.subject_ref = acknowledged.subject_ref
        and raised.told = acknowledged.said
        and (acknowledged.until_on is null or acknowledged.until_on >= {{ var_date('as_at') }})
order by is_acknowledged asc, kinds.consequence desc, raised.since asc, raised.kind asc, raised.subject_ref asc
