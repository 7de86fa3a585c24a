{#-
  The one ending of every metric: adds up the CTE `cases` for each council, period and breakdown.

  cases       one row per person or event that the metric is about, with la_code, counted_on (the
              date that puts it in a period; a snapshot's is the month end), each breakdown's
              column and, for a proportion, the boolean in_numerator
  breakdowns  the columns by which the figure is also shown
  kind        'proportion': numerator over denominator; 'count': numerator alone; 'sum': of the column `amount`,
              to the nearest whole; 'rate': the sums of `numerator` and `denominator`; 'median': of the column
              `days_waited`, or of what `value` names, with how many it was taken of as denominator
  measured    'snapshot': at month ends; 'flow': in months and in quarters; 'rolling': in twelve months

  extract     whose deliveries cover the periods that there are figures for; left out, Client Level Data's
  with_client_level_data
              whether that has to cover them too, for a figure that counts with both

  A national metric says its period_length, and its cases hold the period that they are measured in
  (measured_rows has the rest): needs, and numerator and denominator where they are not the usual ones.

  Gives la_code, period_start, period_end, breakdown, breakdown_value, numerator, denominator, and of a median
  value. The row 'all', 'all' is there for every period that deliveries cover, with zeros when nothing counts.
-#}
{% macro metric_rows(
    cases, breakdowns, kind, measured, period_length=none, needs=[], numerator=none, denominator=none,
    extract='cld', value='days_waited',
    with_client_level_data=false
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
{%- set counts = {
    'proportion': ['count(*) filter (where in_numerator)', 'count(*)'],
    'count': ['count(*)', 'null'],
    'sum': ['sum(amount)', 'null'],
    'rate': ['sum(numerator)', 'sum(denominator)'],
}.get(kind) -%}
{%- set sums = [
    'null' if kind == 'median' else 'sum(placed.numerator)',
    'count(placed.value)' if kind == 'median' else 'sum(placed.denominator)',
] -%}
select
    la_code,
    period_start,
    period_end,
    breakdown,
    breakdown_value,
    cast(numerator as bigint) as numerator,
    cast({{ 'null' if kind in ['count', 'sum'] else 'denominator' }} as bigint) as denominator
    {%- if kind == 'median' %},
    cast(value as double) as value
    {%- endif %}
from (
    with

    periods as (
        select
            la_code,
            period_start,
            period_end
        from {{ ref('dim_period') }} as dim_period
        where
            extract_name = '{{ extract }}'
            {%- if measured == 'snapshot' %}
            and period_length = 'month'
            {%- endif %}
            {%- if with_client_level_data %}
            and exists (
                select 1
                from {{ ref('dim_period') }} as covered
                where
                    covered.extract_name = 'cld'
                    and covered.la_code = dim_period.la_code
                    and covered.period_start = dim_period.period_start
                    and covered.period_end = dim_period.period_end
            )
            {%- endif %}
    ),

    counted as (
        select
            la_code,
            counted_on,
            {%- for breakdown in breakdowns %}
            coalesce({{ breakdown }}, 'Unknown') as {{ breakdown }},
            {%- endfor %}
            {%- if kind == 'median' %}
            {{ value }} as value
            {%- else %}
            {{ counts[0] }} as numerator,
            {{ counts[1] }} as denominator
            {%- endif %}
        from {{ cases }}
        {%- if kind != 'median' %}
        group by all
        {%- endif %}
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

    {%- for breakdown in ['all'] + breakdowns %}

    select
        periods.la_code,
        periods.period_start,
        periods.period_end,
        '{{ breakdown }}' as breakdown,
        {{ "'all'" if breakdown == 'all' else 'placed.' ~ breakdown }} as breakdown_value,
        {{ sums[0] if kind == 'median' else 'coalesce(' ~ sums[0] ~ ', 0)' }} as numerator,
        coalesce({{ sums[1] }}, 0) as denominator
        {%- if kind == 'median' %},
        median(placed.value) as value
        {%- endif %}
    from periods
    {{ 'left' if breakdown == 'all' else 'inner' }} join placed using (la_code, period_start, period_end)
    group by all
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}
) as rows_of_every_breakdown
{%- endif %}
{%- endmacro %}
