{#-
  The ending of a national metric: adds up `cases`, which hold the period that they are measured in.

  cases          one row per case, with la_code, period_end, each breakdown's column and what is counted
  breakdowns     the columns by which the figure is also shown
  period_length  'quarter' or 'twelve months'
  needs          what the figure needs besides submissions: 'residents', 'hospital_records'
  numerator, denominator, value
                 what is counted, as aggregates; value is for figures that counts do not give, such as medians

  Gives what metric_rows does, and value where there is one. The row 'all', 'all' is there for every period
  that fct_national__periods finds nothing lacking for; of any other there is no row.
-#}
{% macro measured_rows(cases, breakdowns, period_length, needs, numerator, denominator, value) -%}
select
    la_code,
    period_start,
    period_end,
    breakdown,
    breakdown_value,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator
    {%- if value %},
    cast(value as double) as value
    {%- endif %}
from (
    with

    periods as (
        select
            la_code,
            period_start,
            period_end
        from {{ ref('fct_national__periods') }}
        where
            period_length = '{{ period_length }}'
            and lacks_submissions is null
            {%- for need in needs %}
            and lacks_{{ need }} is null
            {%- endfor %}
    )

    {%- for breakdown in ['all'] + breakdowns %}

    select
        periods.la_code,
        periods.period_start,
        periods.period_end,
        '{{ breakdown }}' as breakdown,
        {{ "'all'" if breakdown == 'all' else "counted.group_name" }} as breakdown_value,
        {{ 'counted.numerator' if breakdown != 'all' or numerator == 'null' else 'coalesce(counted.numerator, 0)' }}
            as numerator,
        {{ 'coalesce(counted.denominator, 0)' if breakdown == 'all' else 'counted.denominator' }} as denominator,
        {{ 'counted.value' if value else 'null' }} as value
    from periods
    {{ 'left' if breakdown == 'all' else 'inner' }} join (
        select
            la_code,
            period_end,
            {{ "'all'" if breakdown == 'all' else "coalesce(" ~ breakdown ~ ", 'Unknown')" }} as group_name,
            {{ numerator }} as numerator,
            {{ denominator }} as denominator,
            {{ value or 'null' }} as value
        from {{ cases }}
        group by all
    ) as counted
        on periods.la_code = counted.la_code and periods.period_end = counted.period_end
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}
) as rows_of_every_breakdown
{%- endmacro %}
