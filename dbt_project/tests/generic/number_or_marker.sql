{#- Fails with each published figure that was read neither as a number nor as a marker. -#}
{% test number_or_marker(model) %}

select *
from {{ model }}
where (outcome is null) = (outcome_marker is null)

{% endtest %}
