{#-
  Narrows the view raw.cld to the files of the loads in the model that this follows, so that nothing later opens another.
  Where rows were written by hand there are no files, and nothing is done.
-#}
{% macro only_opened() -%}
    {%- if execute -%}
        {%- set found = run_query(
            "select files.path from " ~ source('raw', 'files') ~ " as files inner join " ~ this ~ " as opened"
            ~ " on files.load_id = opened.load_id order by files.path"
        ) -%}
        {%- set columns = adapter.get_columns_in_relation(source('raw', 'cld')) | map(attribute='name') -%}
        {%- if found.rows -%}
            create or replace view {{ source('raw', 'cld') }} as
            select {{ columns | join(', ') }}
            from read_parquet([
                {%- for row in found.rows %}'{{ row[0] | replace("'", "''") }}'{% if not loop.last %}, {% endif %}{% endfor -%}
            ])
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
