{#-
  The one ending of every metric: adds up the CTE `cases` for each council, period and breakdown.

  cases       one row per person or event that the metric is about, with la_code, counted_on (the
              date that puts it in a period; a snapshot's is the month end), each breakdown's
              column and, for a proportion, the boolean in_numerator
  breakdowns  the columns by which the figure is also shown
  kind        'proportion': numerator over denominator; 'count': numerator alone; for national metrics
              also 'rate' and 'median'
  measured    'snapshot': at month ends; 'flow': in months and in quarters; 'rolling': in twelve months

  A national metric says its period_length, and its cases hold the period that they are measured in
  (measured_rows has the rest): needs, and numerator and denominator where they are not the usual ones.

  Gives la_code, period_start, period_end, breakdown, breakdown_value, numerator, denominator. The
  row 'all', 'all' is there for every period that deliveries cover, with zeros when nothing counts.
-#}
{% macro metric_rows(
    cases, breakdowns, kind, measured, period_length=none, needs=[], numerator=none, denominator=none
) -%}
{% if period_length -%}
{{ measured_rows(
    cases,
    breakdowns,
    period_length,
    needs,
    numerator or {
        'proportion': 'count(*) filter (where in_numerator)', 'rate': 'sum(numerator)', 'median': 'null'
    }[kind],
    denominator or ('sum(denominator)' if kind == 'rate' else 'count(*)'),
    'median(days_waited)' if kind == 'median' else none,
) }}
{%- else -%}
select
    la_code,
    period_start,
    period_end,
    breakdown,
    breakdown_value,
    cast(numerator as bigint) as numerator,
    cast({{ 'denominator' if kind == 'proportion' else 'null' }} as bigint) as denominator
from (
    with

    periods as (
        select * from {{ ref('dim_period') }}
        {%- if measured == 'snapshot' %}
        where period_length = 'month'
        {%- endif %}
    ),

    counted as (
        select
            la_code,
            counted_on,
            {%- for breakdown in breakdowns %}
            coalesce({{ breakdown }}, 'Unknown') as {{ breakdown }},
            {%- endfor %}
            {%- if kind == 'proportion' %}
            count(*) filter (where in_numerator) as numerator,
            {%- else %}
            count(*) as numerator,
            {%- endif %}
            count(*) as denominator
        from {{ cases }}
        group by all
    ),

    placed as (
        select
            periods.period_start,
            periods.period_end,
            counted.*
        from periods
        inner join counted
            on
                periods.la_code = counted.la_code
                and counted.counted_on between periods.period_start and periods.period_end
    )

    select
        periods.la_code,
        periods.period_start,
        periods.period_end,
        'all' as breakdown,
        'all' as breakdown_value,
        coalesce(sum(placed.numerator), 0) as numerator,
        coalesce(sum(placed.denominator), 0) as denominator
    from periods
    left join placed using (la_code, period_start, period_end)
    group by all
    {%- for breakdown in breakdowns %}

    union all

    select
        la_code,
        period_start,
        period_end,
        '{{ breakdown }}' as breakdown,
        {{ breakdown }} as breakdown_value,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from placed
    group by all
    {%- endfor %}
) as rows_of_every_breakdown
{%- endif %}
{%- endmacro %}
