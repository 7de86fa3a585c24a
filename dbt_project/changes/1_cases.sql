-- Grain: one row per case that either figure counts, in councils that have both figures; what became of it.
create table compared as
with

was as (

    select * from earlier.fct_national__cases
    where metric_id = getvariable('metric') and list_contains(period_ends, getvariable('earlier_end'))

),

now_is as (

    select * from later.fct_national__cases
    where metric_id = getvariable('metric') and list_contains(period_ends, getvariable('later_end'))

),

matched as (

    select
        la_code,
        person_key,
        case_key,
        was.metric_id is not null as in_earlier,
        now_is.metric_id is not null as in_later,
        coalesce(was.in_numerator, false) as was_above,
        coalesce(now_is.in_numerator, false) as is_above,
        coalesce(was.in_denominator, false) as was_below,
        coalesce(now_is.in_denominator, false) as is_below,
        was.days_waited as days_before,
        now_is.days_waited as days_after
    from was
    full join now_is using (la_code, person_key, case_key)
    where la_code in (select la_code from councils)

)

select
    *,
    case
        when is_below and not was_below then 'entered the denominator'
        when was_below and not is_below then 'left the denominator'
        when is_above and not was_above then 'entered the numerator'
        when was_above and not is_above then 'left the numerator'
        when days_after > days_before then 'waited longer'
        when days_after < days_before then 'waited less long'
        else 'unchanged'
    end as change
from matched;

create table changed_people as
select distinct
    la_code,
    person_key
from compared
where change <> 'unchanged';
