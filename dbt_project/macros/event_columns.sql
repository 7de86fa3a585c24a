{#-
  The columns that every fact of events begins with: keys, what the person is counted under on the
  day the event is dated by, and where the record came from. Reads `events` and `people`.
-#}
{% macro event_columns(dated_by) -%}
---------- keys
    events.event_key,
    events.la_code,
    events.person_key,

    ---------- the person, on the day that dates the event
    events.client_type,
    {{ age_band(age_on('people.birth_month_on', dated_by)) }} as age_band,
    {{ age_band_detailed(age_on('people.birth_month_on', dated_by)) }} as age_band_detailed,
    people.sex,
    people.ethnicity_group,
    people.support_reason,

    ---------- lineage
    events.load_id,
    events.line_number
{%- endmacro %}
