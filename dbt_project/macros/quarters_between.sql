{#- A subquery of the first days (`quarter_start`) of the calendar quarters between two dates of a relation. -#}
{% macro quarters_between(first, last, relation) -%}
    (
        select
            cast(unnest(
                generate_series(date_trunc('quarter', {{ first }}), {{ last }}, interval 3 month)
            ) as date) as quarter_start
        from {{ relation }}
    )
{%- endmacro %}
