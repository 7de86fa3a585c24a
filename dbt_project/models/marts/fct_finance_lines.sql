-- Grain: one row per council, month, scenario and care or other line: gross and net current spending in pounds.
-- Gross is own provision, provision by others and grants to voluntary bodies; net is that less every kind of income.

with

sums as (

    select * from {{ ref('stg_council__finance_lines') }}
    where period is not null and amount_pounds is not null

)

select
    la_code,
    period as month_on,
    scenario,
    service_line,
    psr as support_reason,
    age_band,
    cast(round(coalesce(sum(amount_pounds) filter (
        where money_column in ('Own provision', 'Provision by others', 'Grants to voluntary')
    ), 0)) as bigint) as gross_pounds,
    cast(round(coalesce(sum(
        case
            when money_column in ('Own provision', 'Provision by others', 'Grants to voluntary') then amount_pounds
            when money_column like 'Income%' then -amount_pounds
        end
    ), 0)) as bigint) as net_pounds
from sums
group by la_code, period, scenario, service_line, psr, age_band
