{#-
  Tables and views of a build, in place of dbt's own. Nobody reads a build before it is finished, so nothing is made
  under another name, kept aside and dropped: that is three statements more for each of two hundred models.
-#}
{% materialization table, adapter='duckdb' %}
    {{ return(made_in_place(this.incorporate(type='table'))) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(made_in_place(this.incorporate(type='view'))) }}
{% endmaterialization %}

{% macro made_in_place(relation) %}
    {%- do drop_relation_if_exists(load_cached_relation(relation)) %}{# of a run before, in a database that is kept #}
    {%- call statement('main') %}
        {{- create_view_as(relation, sql) if relation.is_view else create_table_as(false, relation, sql) }}
    {%- endcall %}
    {%- do run_hooks(post_hooks) %}
    {%- do adapter.commit() %}
    {{ return({'relations': []}) }}{# dbt would go through all that it remembers for each that follows #}
{% endmacro %}
