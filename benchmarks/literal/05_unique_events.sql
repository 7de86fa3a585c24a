-- Method 5: of the records of one event the first is kept, whole.

create or replace temp table prepared_records as
select
    *,
    coalesce(cast(round(unit_cost, 2) as varchar), '') as unit_cost_text,
    coalesce(cast(round(planned_units_per_week, 2) as varchar), '') as planned_units_text,
    coalesce(der_event_end_date, date '9999-01-01') as sorted_end_date,
    coalesce(event_outcome_hierarchy, 999) as sorted_hierarchy
from derived_fields;

drop table derived_fields;

create or replace temp table joined_order as
select
    *,
    row_number() over (
        partition by der_unique_event_ref
        order by
            ref_period_end_date desc,
            sorted_end_date desc,
            sorted_hierarchy asc,
            is_conversation desc nulls last,
            der_unique_record_id desc
    ) as place
from prepared_records
where main_table = 'joined';

create or replace temp table single_order as
select
    *,
    row_number() over (
        partition by
            der_unique_event_ref,
            case when lower(event_type) like '%service%' then coalesce(delivery_mechanism_cleaned, '') end,
            case when lower(event_type) like '%service%' then unit_cost_text end,
            case when lower(event_type) like '%service%' then coalesce(cost_frequency_cleaned, '') end,
            case when lower(event_type) like '%service%' then planned_units_text end
        order by
            sorted_end_date desc,
            sorted_hierarchy asc,
            is_conversation desc nulls last,
            der_unique_record_id desc
    ) as place
from prepared_records
where main_table = 'single';

drop table prepared_records;

create or replace temp table single_submissions as
select * exclude (place, unit_cost_text, planned_units_text, sorted_end_date, sorted_hierarchy)
from single_order
where place = 1;

drop table single_order;

-- The joined table does not carry costs.
create or replace temp table joined_submissions as
select
    * exclude (
        place, unit_cost_text, planned_units_text, sorted_end_date, sorted_hierarchy,
        unit_cost, cost_frequency_unit_type, cost_frequency_cleaned, planned_units_per_week
    )
from joined_order
where place = 1;

drop table joined_order;

insert into stages
select
    'joined' as main_table,
    'UniqueEvents' as stage,
    count(*) as rows_left
from joined_submissions
union all
select
    'single' as main_table,
    'UniqueEvents' as stage,
    count(*) as rows_left
from single_submissions;

-- The councils in the data stand for the national list of authorities.
create or replace temp table authorities as
select distinct
    la_code,
    la_name
from joined_submissions;
