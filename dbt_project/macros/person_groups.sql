{#-
  The groups by which a figure about people is shown, of the person as the CTE `people` (from dim_person_ref) has
  them: age band on a day, sex, ethnicity group, support reason. Unknown, where Client Level Data does not know
  the person.
-#}
{% macro person_groups(dated_by) -%}
{{ age_band(age_on('people.birth_month_on', dated_by)) }} as age_band,
    coalesce(people.sex, 'Unknown') as sex,
    coalesce(people.ethnicity_group, 'Unknown') as ethnicity_group,
    coalesce(people.support_reason, 'Unknown') as support_reason
{%- endmacro %}
