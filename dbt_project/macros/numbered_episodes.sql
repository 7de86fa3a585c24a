{#-
  A subquery of the rows of `services` with `episode`, their number within the person: a service that
  begins more than seven days after all earlier ones have ended begins another episode.
-#}
{% macro numbered_episodes(services) -%}
    (
        select
            *,
            sum(case when begins then 1 else 0 end) over (
                partition by la_code, person_key
                order by
                    started_on asc nulls first, ended_on asc nulls first, outcome_order asc nulls first,
                    record_id desc nulls last
                rows unbounded preceding
            ) as episode
        from (
            select
                *,
                coalesce({{ days_between(
                    'max(ended_on) over (
                        partition by la_code, person_key
                        order by
                            started_on asc nulls first, ended_on asc nulls first, outcome_order asc nulls first,
                            record_id desc nulls last
                        rows between unbounded preceding and 1 preceding
                    )', 'started_on'
                ) }} > 7, true) as begins
            from {{ services }}
        ) as spaced
    )
{%- endmacro %}
