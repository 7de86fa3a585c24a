{#-
  What the version of the national method in use says of one switch, known as the models are compiled: the SQL holds
  one version only. The versions are those of seeds/national/national_method_versions.csv.
-#}
{% macro method(switch) -%}
    {%- set versions = method_versions() -%}
    {%- set wanted = var('method_version') -%}
    {%- if wanted in versions -%}
        {{ return(versions[wanted][switch]) }}
    {%- elif wanted and exceptions is defined -%} {#- a linter has no dbt -#}
        {{ exceptions.raise_compiler_error('there is no version ' ~ wanted ~ ' of the national method') }}
    {%- endif -%}
    {{ return((versions.values() | selectattr('is_in_force') | first)[switch]) }}
{%- endmacro %}
