{#-
  An extract's rows in the warehouse's words, from its contract alone: of the latest delivery that holds a record,
  codes as the words of their lists, and no identifier but pseudonyms.

  extract         its name: a contract in expectations/extracts whose lists, if any, are in council_list_values
  every_delivery  what each delivery told of a record, and not the latest alone

  Gives la_code, the contract's columns under their names (the birth date as birth_month_on, the first of its
  month) and what they leave, load_id and line_number. A code that is on no list stays as it was sent; capitals do not matter.
-#}
{% macro staged(extract, every_delivery=false) -%}
{%- set shape = extracts()[extract] -%}
{%- set named = shape['columns'] -%}
{%- set words = words_of_lists() -%}
{%- set each_delivery = ['load_id'] if every_delivery or not shape['latest_of'] else [] -%}
{%- set whose = [] if 'la_code' in shape['latest_of'] else ['la_code'] -%}
with

deliveries as (

    select
        load_id,
        {{ 'la_code as council' if 'la_code' in named else 'la_code' }},
        received_at
    from {{ source('raw', 'loads') }}
    where extract = '{{ extract }}' and status = 'loaded'

),

delivered as (

    select
        sent.*,
        {{ '' if 'la_code' in named else 'deliveries.la_code,' }}
        deliveries.received_at
    from {{ source('raw', extract) }} as sent
    inner join deliveries on sent.load_id = deliveries.load_id

),

latest as (

    select * from delivered
    {%- if shape['latest_of'] and not every_delivery %}
    qualify {{ of_latest_delivery(whose + shape['latest_of']) }}
    {%- endif %}

),

once as (

    select * from latest
    {%- if shape['key'] %}
    qualify
        row_number() over (
            partition by la_code, {{ (each_delivery + shape['key']) | join(', ') }}
            order by received_at desc, load_id desc, _line desc
        ) = 1
        or concat_ws('', {{ shape['key'] | join(', ') }}) = ''
    {%- endif %}

)

select
    la_code,
    {%- for name, column in named.items() if name != 'la_code' %}
    {%- if column['list'] %}
    {{ (each_in_words if column['several'] else in_words)(name, words[column['list']]) }} as {{ name }},
    {%- elif column['kind'] == 'pseudonym' %}
    {{ pseudonym(name) }} as {{ name }},
    {%- elif column['kind'] == 'birth_date' %}
    make_date({{ column['year'] }}, {{ column['month'] }}, 1) as birth_month_on,
    {%- elif column['kind'] == 'postcode' %}
    {{ name }}_outward,
    {%- else %}
    {{ name }},
    {%- endif %}
    {%- endfor %}
    load_id,
    _line as line_number
from once
{%- endmacro %}
