"""The release's quality report: what Great Expectations said at both doors, passes as well as failures.

Two pages from one template. The internal one names files; the public one counts deliveries and gives
shares of rows, because a count of one or two rows may be about somebody. A share that tells such a count is withheld.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from expectations.wording import SUBMISSIONS
from goldenthread import marks
from goldenthread.disclosure.profiles import Profile

FRONT = """
select
    loads.extract, any_value(results.description) as description, results.severity,
    sum(results.rows)::bigint as rows, sum(results.unexpected)::bigint as unexpected,
    count(*) filter (where not results.success) as failed, count(*) as judged
from quality_results as results
inner join loads on loads.delivery_id = results.subject
where results.door = 'front' and results.expectation <> 'file' and loads.status = 'loaded' and not loads.withdrawn
group by loads.extract, results.rule, results.severity
order by sum(results.unexpected) / nullif(sum(results.rows), 0) desc nulls last, results.rule, loads.extract, results.severity
"""
FILE = """
select loads.file_name, results.description, results.severity, results.unexpected
from quality_results as results
inner join loads on loads.delivery_id = results.subject
where results.door = 'front' and results.expectation = 'file' and not results.success
order by loads.received_at, loads.delivery_id, results.rule, results.description
"""
BACK = "select description, severity, success, rows, unexpected from quality_results where door = 'back' order by success, rule, description"
DELIVERIES = """
select
    loads.*, coalesce('Replaces ' || earlier.file_name || '. ', '') || loads.reason as remark
from loads
left join loads as earlier on earlier.load_id = loads.supersedes and earlier.status = 'loaded'
order by loads.received_at, loads.delivery_id
"""
FIELDS = """
select la_code, count(*) as fields, count(*) filter (usable = applicable) as whole,
    max(column_header) filter (place = 1) as weakest,
    max(applicable - usable) filter (place = 1) as unusable,
    max(applicable) filter (place = 1) as applicable,
    max(earlier_applicable - earlier_usable) filter (place = 1) as earlier_unusable,
    max(earlier_applicable) filter (place = 1) as earlier_applicable
from (
    select *, row_number() over (partition by la_code order by (applicable - usable) / applicable desc, field) as place
    from fct_data_quality__fields where applicable > 0
) as ranked
group by la_code order by la_code
"""
NOT_JUDGED = """
select distinct la_code from loads
where extract = 'cld' and status = 'loaded' and not withdrawn and la_code not in (select la_code from fct_data_quality__fields)
order by la_code
"""
TOTALS = """
select la_code, count(*) as deliveries, count(*) filter (where status = 'loaded' and not withdrawn) as loads,
    count(*) filter (where status = 'refused') as refused, count(*) filter (where status = 'duplicate') as duplicates,
    sum(rows_in)::bigint as rows_in, sum(rows_loaded)::bigint as rows_loaded, sum(rows_set_aside)::bigint as rows_set_aside,
    sum(rows_warned)::bigint as rows_warned
from loads group by la_code order by la_code
"""

IN_USE = """
select la_code, received_at, supersedes is not null as replaces,
    cast(date_trunc('month', period_start) as date) as first_month, cast(date_trunc('month', period_end) as date) as last_month
from loads
where extract = 'cld' and status = 'loaded' and not withdrawn
order by la_code, received_at
"""
FOUND = """
select * exclude (load_id, received_at, la_code), la_code
from fct_submission_findings
order by la_code, received_at, load_id
"""
SHARES = {
    "before_birth": ("events_before_birth", "events"),
    "after_death": ("events_after_death", "events"),
    "no_nhs_number": ("people_without_nhs_number", "people"),
    "unknown_type": ("services_of_unknown_type", "services"),
}
"""Sentence to the column of what was found and of what it was found among, in the newest submission."""

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def write(release: Path) -> None:
    """Write ``quality.html`` into both halves of a release in the making, the public one by the profile that the release cites."""
    about = json.loads((release / "public" / "release.json").read_text(encoding="utf-8"))
    profile = Profile.model_validate(about["disclosure"])
    with duckdb.connect(str(release / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        found = {
            "file": _rows(connection, FILE),
            "back": _rows(connection, BACK),
            "deliveries": _rows(connection, DELIVERIES),
            "fields": _rows(connection, FIELDS),
            "not_judged": [row["la_code"] for row in _rows(connection, NOT_JUDGED)],
            "release": connection.execute("select any_value(release) from metric_values").fetchone()[0],
        }
        front, totals = _rows(connection, FRONT), _rows(connection, TOTALS)
        for half, told in (("internal", share), ("public", partial(public_share, profile))):
            internal = half == "internal"
            page = _environment.get_template("quality.html.j2").render(
                **found, internal=internal, share=told, withheld=marks.WITHHELD, submissions=submissions(connection, told),
                front=front if internal else _out_of_order(front, told),
                totals=totals if internal else [_few_set_aside(row, profile) for row in totals],
            )  # fmt: skip
            (release / half / "quality.html").write_text(page, encoding="utf-8")


def _out_of_order(front: list[dict[str, Any]], told: Callable[[int, int], str]) -> list[dict[str, Any]]:
    """Rules with shares that are withheld after those that are told, by their names: their place would tell how many."""
    hidden = [row for row in front if told(row["unexpected"], row["rows"]) == marks.WITHHELD]
    kept = [row for row in front if row not in hidden]
    broken = [row for row in kept if row["unexpected"]]
    return [*broken, *sorted(hidden, key=lambda row: row["description"]), *kept[len(broken) :]]


def _few_set_aside(row: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """A council's rows, with a small count of those set aside withheld, and so that of rows loaded, which tells it."""
    if not profile.is_small(row["rows_set_aside"]):
        return row
    return row | {"rows_loaded": None, "rows_set_aside": None}


def submissions(
    connection: duckdb.DuckDBPyConnection, told_as: Callable[[int, int], str] | None = None
) -> list[str]:
    """Sentences on what a reader of figures should know of the submissions behind them, none for what is as it should be.

    connection: to a database with ``loads`` and ``fct_submission_findings``. Shares of people and events are
    those of each council's newest submission; none is told as a count, which may be about somebody. told_as: how a
    share is told, by default as it is.
    """
    told, told_as = [], told_as or share
    in_use, found = _rows(connection, IN_USE), _rows(connection, FOUND)
    for council in sorted({load["la_code"] for load in in_use}):
        loads = [load for load in in_use if load["la_code"] == council]
        told += list(_of_periods(council, loads))
        own = [row for row in found if row["la_code"] == council]
        if own:
            told += [
                SUBMISSIONS[name].format(
                    council=council, part=_sentence_case(told_as(own[-1][part], own[-1][whole]))
                )
                for name, (part, whole) in SHARES.items()
                if own[-1][part]
            ]
        mixed = sum(bool(row["rows_of_release_1"] and row["rows_of_release_2"]) for row in own)
        if mixed:
            told.append(SUBMISSIONS["mixed"].format(council=council, times=_times(mixed)))
    return told


def _of_periods(council: str, loads: list[dict[str, Any]]) -> Iterator[str]:
    """Sentences on how many submissions there are, and on the months they state."""
    if len(loads) == 1:
        yield SUBMISSIONS["one_submission"].format(council=council)
    stated = Counter(
        month
        for load in loads
        if load["first_month"] and load["last_month"]
        for month in range(_month(load["first_month"]), _month(load["last_month"]) + 1)
    )
    if stated:
        missing = sorted(set(range(min(stated), max(stated))) - set(stated))
        if missing:
            yield SUBMISSIONS["gap"].format(council=council, months=_named(missing))
    repeated = sum(times > 1 for times in stated.values())
    if repeated:
        months = "one month" if repeated == 1 else f"{repeated} months"
        yield SUBMISSIONS["overlap"].format(council=council, months=months)
    replaced = sum(load["replaces"] for load in loads)
    if replaced:
        yield SUBMISSIONS["replaced"].format(council=council, times=_times(replaced))


def _times(number: int) -> str:
    return "There is one submission" if number == 1 else f"There are {number} submissions"


def _month(day: dt.date) -> int:
    """Months since year nought, so that they can be counted through."""
    return day.year * 12 + day.month - 1


def _named(months: list[int]) -> str:
    """Months in words, runs of them as such: ``October 2025 to December 2025``."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    names = [
        " to ".join(dict.fromkeys(f"{dt.date(at // 12, at % 12 + 1, 1):%B %Y}" for at in (run[0], run[-1])))
        for run in runs
    ]
    return ", ".join(names)


def share(part: int, whole: int) -> str:
    """A share of rows in words that never round a fault away, nor a perfect score up."""
    if not whole or not part:
        return "none"
    tenths = (2000 * part + whole) // (2 * whole)  # of a percent, half up
    return "under 0.1%" if tenths == 0 else f"{tenths // 10}.{tenths % 10}%"


def public_share(profile: Profile, part: int, whole: int) -> str:
    """A share as anybody may read it: withheld where the profile would withhold a percentage of these counts."""
    return marks.WITHHELD if part and profile.discloses(part, whole) else share(part, whole)


def _sentence_case(text: str) -> str:
    """With a capital where it begins with a word; a mark stays as it is spelt."""
    return text if text == marks.WITHHELD else text.capitalize()


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
