{#- That a submission is none of those that the method passes over, told by the moment of receipt (section 2.1). -#}
{% macro is_not_passed_over(received_at) -%}
    '{{ var('national_excluded_imports') or method('passed_over') }}' not like '%' || {{ moment_text(received_at) }} || '%'
{%- endmacro %}
