-- Method 11.1 step 5, 11.2 step 4 and 11.3: ASCOF 3D, and support of which the delivery is not known.

create or replace temp table denominators_3d as
select
    'ASCOF 3D (Clients)' as measure,
    la_code,
    case when age < 65 then '18 to 64' when age >= 65 then '65 and above' else 'Unknown' end as age_band,
    support_rank in (3, 4) as in_part_1,
    support_rank = 3 as in_part_2
from people_3d_clients
where support_rank between 3 and 6
union all
select
    'ASCOF 3D (Carers)' as measure,
    la_code,
    case when age < 65 then '18 to 64' when age >= 65 then '65 and above' else 'Unknown' end as age_band,
    support_rank in (1, 2) as in_part_1,
    support_rank = 1 as in_part_2
from people_3d_carers
where support_rank between 1 and 3;

create or replace temp table counts_3d as
select
    measure,
    la_code,
    coalesce(age_band, 'Total') as group_name,
    count(*) as denominator,
    count(*) filter (where in_part_1) as numerator_1,
    count(*) filter (where in_part_2) as numerator_2
from denominators_3d
group by grouping sets ((measure, la_code, age_band), (measure, la_code));

create or replace temp table parts_3d as
select
    measure,
    la_code,
    group_name,
    case measure when 'ASCOF 3D (Clients)' then '1a' else '1b' end as part,
    numerator_1 as numerator,
    denominator
from counts_3d
union all
select
    measure,
    la_code,
    group_name,
    case measure when 'ASCOF 3D (Clients)' then '2a' else '2b' end as part,
    numerator_2 as numerator,
    denominator
from counts_3d;

create or replace temp table ascof_3d as
select
    authorities.la_code,
    authorities.la_name,
    descriptions.measure,
    groups.group_name,
    descriptions.part,
    coalesce(parts.numerator, 0) as numerator,
    coalesce(parts.denominator, 0) as denominator
from authorities
cross join (
    select distinct
        measure,
        part
    from parts_3d
) as descriptions
cross join (
    select distinct group_name
    from parts_3d
    where group_name in ('18 to 64', '65 and above', 'Total')
) as groups
left join parts_3d as parts
    on
        authorities.la_code = parts.la_code
        and descriptions.measure = parts.measure
        and descriptions.part = parts.part
        and groups.group_name = parts.group_name;

create or replace temp table ascof_3d_unknown as
select
    authorities.la_code,
    authorities.la_name,
    measures.measure,
    count(people.measure) as people
from authorities
cross join (values ('ASCOF 3D (Clients)'), ('ASCOF 3D (Carers)')) as measures (measure)
left join (
    select
        la_code,
        'ASCOF 3D (Clients)' as measure
    from people_3d_clients
    where support_rank = 6
    union all
    select
        la_code,
        'ASCOF 3D (Carers)' as measure
    from people_3d_carers
    where support_rank = 4
) as people on authorities.la_code = people.la_code and measures.measure = people.measure
group by all;
