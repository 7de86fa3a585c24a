-- Grain: one row per compared case of two periods of one release: the records are the same, only dates differ.
-- 3D counts service users on the period's last day, the other measures those of all of it.
create table explained as
with

windows as (

    select
        case when is_of_last_day then getvariable('earlier_end') else getvariable('earlier_start') end as earlier_from,
        case when is_of_last_day then getvariable('later_end') else getvariable('later_start') end as later_from,
        getvariable('earlier_end') as earlier_end,
        getvariable('later_end') as later_end
    from (select starts_with(getvariable('metric'), 'ascof__3d_clients') as is_of_last_day) as measure

),

supported as (

    select
        la_code,
        person_key,
        bool_or(started_on <= earlier_end and coalesce(ended_on >= earlier_from, true)) as in_earlier_window,
        bool_or(started_on <= later_end and coalesce(ended_on >= later_from, true)) as in_later_window,
        bool_or(
            started_on between least(earlier_from, later_from) and greatest(earlier_end, later_end)
            or coalesce(ended_on between least(earlier_from, later_from) and greatest(earlier_end, later_end), false)
        ) as has_changed
    from later_events
    cross join windows
    where bears
    group by la_code, person_key

),

-- An episode, a discharge, a wait and an admission have a day of their own that puts them into a period.
facts as (

    select
        compared.*,
        compared.case_key <> '' or getvariable('metric') in ('ascof__2b', 'ascof__2c') as has_a_day,
        coalesce(people.died_on < windows.later_from, false) as had_died,
        coalesce(supported.in_earlier_window, false) as in_earlier_window,
        coalesce(supported.in_later_window, false) as in_later_window,
        coalesce(supported.has_changed, false) as has_changed,
        date_part('year', age(windows.earlier_end, people.birth_month_on)) as age_before,
        date_part('year', age(windows.later_end, people.birth_month_on)) as age_after
    from compared
    cross join windows
    left join supported using (la_code, person_key)
    left join later.fct_national__people as people using (la_code, person_key)

)

select
    *,
    case
        when change = 'unchanged' then ''
        when not in_earlier and (has_a_day or not in_earlier_window) then 'came into the period'
        when not in_later and not has_a_day and had_died then 'died'
        when not in_later and (has_a_day or not in_later_window) then 'fell out of the period'
        when (age_before < 18) <> (age_after < 18) or (age_before < 65) <> (age_after < 65) then 'age'
        when has_changed then 'support changed'
        else 'other'
    end as reason
from facts;
