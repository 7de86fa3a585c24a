-- Grain: one row per compared case: of the reasons that its person gives, the first in the order of the list.
create table explained as
with

found as (

    select
        compared.*,
        list_distinct(
            (
                select coalesce(list(event_reasons.reason), [])
                from event_reasons
                where
                    compared.la_code = event_reasons.la_code
                    and compared.person_key = event_reasons.person_key
                    and event_reasons.reason is not null
            )
            || case
                when
                    exists (
                        select 1 from detail_reasons
                        where
                            compared.la_code = detail_reasons.la_code
                            and compared.person_key = detail_reasons.person_key
                            and detail_reasons.is_of_numerator = (compared.is_below and compared.was_below)
                    )
                    then ['person details']
                else []
            end
            || case
                when compared.person_key in (select person_key from hospital_reasons) then ['hospital record']
                else []
            end
        ) as reasons
    from compared

),

-- With another method only what was delivered or taken back since is a reason of its own.
weighed as (

    select
        *,
        case
            when getvariable('method_changed') then list_intersect(reasons, getvariable('told_by_loads'))
            else reasons
        end as counting
    from found

)

select
    *,
    case
        when change = 'unchanged' then ''
        else
            coalesce(
                list_filter(getvariable('reasons'), lambda reason: list_contains(counting, reason))[1],
                case when getvariable('method_changed') then 'method' else 'other' end
            )
    end as reason
from weighed;
