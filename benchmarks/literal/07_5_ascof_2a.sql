-- Method 7.8 and 7.9: how final outcomes count, and ASCOF 2A by age.

-- 7.8.
create or replace temp table classified_sequels as
select
    *,
    final_outcome in (
        'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
        'Long term support: Prison', 'Short term support: Residential or Nursing care',
        'Short term support: Ongoing low level', 'Short term support: Other short term',
        'NFA: Information and advice or signposting', 'NFA: Support ended as planned',
        'NFA: Responsibility moved to another local authority', 'NFA: Other',
        'NFA: No services offered for other reason', 'NFA: Support ended for other reason',
        'NFA: Referral to other service within the local authority'
    ) as in_denominator,
    final_outcome in (
        'Short term support: Ongoing low level', 'Short term support: Other short term',
        'NFA: Information and advice or signposting', 'NFA: Support ended as planned',
        'NFA: Responsibility moved to another local authority', 'NFA: Other',
        'NFA: No services offered for other reason', 'NFA: Support ended for other reason',
        'NFA: Referral to other service within the local authority'
    ) as in_numerator,
    final_outcome in (
        'Progress to reablement/ST-Max', 'Progress to assessment, review or reassessment',
        'Release 1 specification only: Not mapped', 'Progress to support planning or services',
        'Continuation of support or services', 'Invalid and not mapped'
    ) as is_unclassified
from sequels;

-- 7.9: disaggregated.
create or replace temp table ascof_2a_disaggregated as
select
    sequels.la_code,
    authorities.la_name,
    sequels.age_band,
    sequels.sequel_type,
    sequels.final_outcome,
    case when sequels.in_denominator then 'Y' else 'N' end as included_in_denom,
    case when sequels.in_numerator then 'Y' else 'N' end as included_in_num,
    case when sequels.is_unclassified then 'Y' else 'N' end as incl_in_unable_to_classify,
    count(*) as st_max_count
from classified_sequels as sequels
inner join authorities on sequels.la_code = authorities.la_code
group by all;

-- 7.9: summary; the total holds unknown ages too.
create or replace temp table ascof_2a as
select
    authorities.la_code,
    authorities.la_name,
    'ASCOF 2A' as measure,
    groups.group_name,
    cast(null as varchar) as part,
    count(*) filter (where sequels.in_numerator) as numerator,
    count(*) filter (where sequels.in_denominator) as denominator
from authorities
cross join (values ('18 to 64'), ('65 and above'), ('Total')) as groups (group_name)
left join classified_sequels as sequels
    on
        authorities.la_code = sequels.la_code
        and (groups.group_name = 'Total' or groups.group_name = sequels.age_band)
group by all;
