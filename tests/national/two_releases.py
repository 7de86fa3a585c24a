"""Releases of the national method over crafted rows, as far as figures are compared between them."""

import datetime as dt
import os
from pathlib import Path

import duckdb
from harness import YEAR, Ran

from goldenthread.changes import NEEDED

VALUES = """
create table release.metric_values as
with
figures as (
    select
        case measure || part
            when 'ASCOF 2A' then 'ascof__2a' when 'ASCOF 2B' then 'ascof__2b' when 'ASCOF 2C' then 'ascof__2c'
            when 'ASCOF 2E18-64' then 'ascof__2e' when 'ASCOF 2E65+' then 'ascof__2e'
            when 'ASCOF 2E LD18-64' then 'ascof__2e_learning_disability'
            when 'ASCOF 3D (Clients)1a' then 'ascof__3d_clients_self_directed'
            when 'ASCOF 3D (Clients)2a' then 'ascof__3d_clients_direct_payment'
            when 'ASCOF 3D (Carers)1b' then 'ascof__3d_carers_self_directed'
            when 'ASCOF 3D (Carers)2b' then 'ascof__3d_carers_direct_payment'
        end as metric_id,
        la_code, period_start, period_end, sum(numerator) as numerator, sum(denominator) as denominator, null as value
    from fct_national__ascof
    where group_name = 'Total' or measure in ('ASCOF 2B', 'ASCOF 2C')
    group by 1, 2, 3, 4
    union all
    select 'ascof__2d_part1', la_code, period_start, period_end, coalesce(went_well, 0), coalesce(episodes, 0), null
    from fct_national__2d where client_group = 'Total' and slice = 'Total'
    union all
    select 'ascof__2d_part2', la_code, period_start, period_end, coalesce(episodes, 0), coalesce(discharges, 0), null
    from fct_national__2d where client_group = 'Total' and slice = 'Total'
    union all
    select
        case metric when 'Wait time to first response' then 'waiting__first_response' else 'waiting__first_service' end,
        la_code, quarter_start, quarter_end, null, sum(waits), null
    from fct_national__waiting_times group by all
)
select
    metric_id, la_code, period_start, period_end, 'all' as breakdown, 'all' as breakdown_value,
    numerator::bigint as numerator, denominator::bigint as denominator, value::double as value,
    $method as method_version
from figures where metric_id is not null
"""
READ = (
    "fct_national__ascof fct_national__2d fct_national__waiting_times "
    + " ".join(f"fct_national__{name}" for name in NEEDED)
).split()


def release(
    home: Path,
    day: str,
    ran: Ran,
    withdrawn: tuple[str, ...] = (),
    hospital: tuple[str, ...] = (),
    method: str = "first",
    current: bool = True,
) -> str:
    """Write the internal half of a release of this day; its figures come from the national tables, not from cases.

    withdrawn: ids of loads that the release's register holds, and the method did not read. hospital: ids of loads of
    hospital records. Gives the release's id.
    """
    name = f"{day}-0123456789ab"
    folder = home / "published" / "releases" / name / "internal"
    folder.mkdir(parents=True)
    ran.query("select 1 from " + ", ".join(f"(select 1 from {table} limit 1)" for table in READ))
    with duckdb.connect(str(folder / "warehouse.duckdb")):
        pass
    connection = ran.connection
    connection.execute(f"attach '{folder / 'warehouse.duckdb'}' as release")
    for table in NEEDED:
        connection.execute(f"create table release.fct_national__{table} as from fct_national__{table}")
    connection.execute("create table release.loads as from raw.loads")
    others = [(each, "cld", True) for each in withdrawn] + [
        (each, "hospital_episodes", False) for each in hospital
    ]
    for each in others:
        connection.execute(
            "insert into release.loads (load_id, extract, la_code, status, withdrawn) values ($1, $2, '990', 'loaded', $3)",
            each,
        )
    connection.execute(VALUES, {"method": method})
    connection.execute("detach release")
    link = home / "published" / "current"
    if current:
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / name)
    os.utime(home / "published" / "releases" / name, (dt.date.fromisoformat(day).toordinal(),) * 2)
    return name


def measure(ran: Ran, *ends: str) -> Ran:
    """Have a run measure the twelve months to each of these days, 2D's too, as a night measures many."""
    for name in ("int_national__periods", "int_national__2d_periods"):
        ran.query("select 1 from int_national__scope")
        rows = ", ".join(
            f"('990', date '{end}' - interval 1 year + interval 1 day, date '{end}')" for end in ends
        )
        ran.connection.execute(
            f"create table {name} as select la_code, a::date as period_start, b as period_end "
            f"from (values {rows}) as measured (la_code, a, b)"
        )
        ran.made.add(name)
    return ran


def by_reason(found: dict, reason: str | None = None) -> list[tuple[str, str, int, int, int]]:
    """What changed at the only council: change, reason, cases and what they add to numerator and denominator."""
    (council,) = found["councils"]
    return [
        tuple(row.values())
        for row in council["changes"]
        if row["change"] != "unchanged" and reason in (None, row["reason"])
    ]


__all__ = ["YEAR", "by_reason", "measure", "release"]
