-- For every 100 weeks that people spend in nursing homes, for how many does the NHS pay the nursing?

with

spells as (

    select
        la_code,
        funded_from as first_on,
        funded_to as last_on,
        true as is_funded
    from {{ ref('stg_council__continuing_healthcare') }}
    where kind = 'FNC' and funded_from is not null

    union all

    select
        la_code,
        started_on as first_on,
        ended_on as last_on,
        false as is_funded
    from {{ ref('fct_services') }}
    where service_component = 'Long term nursing care'

),

months as (

    select * from {{ ref('dim_period') }}
    where extract_name = 'cld' and period_length = 'month'

),

spell_months as (

    select
        spells.la_code,
        spells.is_funded,
        months.period_end,
        1 + {{ days_between(
            'greatest(spells.first_on, months.period_start)',
            'least(coalesce(spells.last_on, months.period_end), months.period_end)'
        ) }} as days_in_month
    from spells
    inner join months
        on
            spells.la_code = months.la_code
            and spells.first_on <= months.period_end
            and coalesce(spells.last_on, {{ far_future() }}) >= months.period_start

),

cases as (

    select
        la_code,
        period_end as counted_on,
        case when is_funded then days_in_month else 0 end as numerator,
        case when is_funded then 0 else days_in_month end as denominator
    from spell_months

)

{{ metric_rows(
    'cases',
    breakdowns=[],
    kind='rate',
    measured='flow',
    extract='continuing_healthcare',
    with_client_level_data=true,
) }}
