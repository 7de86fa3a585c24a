"""The back door: what Great Expectations says of the figures that would leave.

Three relations are judged: the figures themselves, the sums that must agree (rows with loads, breakdowns
with totals, periods with none missing or more than due), and changes from one period to the next that need a reason.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from goldenthread import in_memory, landing, metrics
from goldenthread.settings import Settings
from goldenthread.warehouse import Build

JUMP_SHARE = 0.5  # of a count
JUMP_POINTS = 25  # of a percentage
JUMP_BASE = 50  # below this, of those counted or waiting, a change is a handful of people
KEY = ["metric_id", "la_code", "period_start", "period_end", "breakdown", "breakdown_value"]

SUMS = """
with figures as (
    select *, metric_id || '@' || period_start || '..' || period_end || ' of council ' || la_code as subject
    from metric_values
),

-- A group of a rate over none of whom it is told for is no figure, and is in the whole all the same.
counted as (
    select metric_id, subject, breakdown, numerator, denominator from figures
    union all
    select metric_id, figures.subject, left_out.breakdown, left_out.numerator, left_out.denominator
    from metric_left_out as left_out
    inner join figures using (metric_id, la_code, period_start, period_end)
    where figures.breakdown = 'all'
),

totals as (select subject, numerator, denominator from figures where breakdown = 'all'),

-- Of a metric whose groups overlap, the parts make at least the whole: then what is found is the whole.
parts as (
    select
        subject, breakdown, sum(numerator) as numerator, sum(denominator) as denominator,
        bool_or(coalesce(json_extract(entry, '$.overlapping')::boolean, false)) as overlapping
    from counted left join metric_catalogue using (metric_id)
    where breakdown <> 'all' group by subject, breakdown
),

compared as (
    select
        parts.breakdown, subject, totals.numerator, totals.denominator,
        case when overlapping then least(totals.numerator, parts.numerator) else parts.numerator end as numerators,
        case when overlapping then least(totals.denominator, parts.denominator) else parts.denominator end as denominators
    from parts left join totals using (subject)
),

landed as (select load_id, count(*) as rows from ({raw}) as every_row group by load_id)

select 'rows of a load' as what, loads.load_id as subject, loads.rows_loaded as expected, coalesce(landed.rows, 0) as found
from raw.loads left join landed using (load_id) where loads.status = 'loaded' and not loads.withdrawn
union all
select 'numerators by ' || breakdown, subject, coalesce(numerator, -1), coalesce(numerators, -1) from compared
union all
select 'denominators by ' || breakdown, subject, coalesce(denominator, -1), coalesce(denominators, -1) from compared
union all
select 'periods of a metric', wanted.metric_id || ' of council ' || wanted.la_code,
    count(*) filter (where absent_because is null), count(figures.metric_id)
from metric_periods as wanted
left join figures
    on figures.metric_id = wanted.metric_id and figures.la_code = wanted.la_code
    and figures.period_start = wanted.period_start and figures.period_end = wanted.period_end
    and figures.breakdown = 'all'
group by all
union all
select 'figures without a period', figures.subject, 0, 1
from figures
left join metric_periods as wanted
    on figures.metric_id = wanted.metric_id and figures.la_code = wanted.la_code
    and figures.period_start = wanted.period_start and figures.period_end = wanted.period_end
where wanted.metric_id is null
"""

JUMPS = f"""
select
    metric_id, la_code, period_start, period_end,
    case
        when kind = 'proportion'
            then abs(value - before) > {JUMP_POINTS} and least(denominator, denominator_before) >= {JUMP_BASE}
        when kind = 'rate'
            then abs(value - before) > {JUMP_SHARE} * before and least(numerator, numerator_before) >= {JUMP_BASE}
        when kind = 'median'
            then abs(value - before) > {JUMP_SHARE} * before and least(denominator, denominator_before) >= {JUMP_BASE}
        else abs(value - before) > {JUMP_SHARE} * before and before >= {JUMP_BASE}
    end as is_jump
from (
    select
        *, lag(value) over series as before, lag(denominator) over series as denominator_before,
        lag(numerator) over series as numerator_before
    from metric_values
    where breakdown = 'all'
    window series as (partition by metric_id, la_code, date_diff('month', period_start, period_end) order by period_end)
) as compared
where before is not null
"""


def guard(settings: Settings, made: Build) -> list[dict]:
    """Judge a build. One result per rule, kept in ``quality/back_door``; a refusal is a failed critical one."""
    with landing.one_at_a_time(settings.home, "build"):  # of two runs at once, the second waits for the first
        folder = made.folder / "guard"
        folder.mkdir(exist_ok=True)
        with duckdb.connect(str(made.database), read_only=True) as connection:
            sums = SUMS.format(raw=_landed(connection))
            for name, query in (("figures", _figures()), ("sums", sums), ("jumps", JUMPS)):
                connection.execute(f"copy ({query}) to '{folder / name}.parquet' (format parquet)")
        results = _judge(folder, settings)
        kept = settings.home / "quality" / "back_door"
        kept.mkdir(parents=True, exist_ok=True)
        landing.write_whole(
            kept / f"{made.release}.json", json.dumps(results, indent=1, sort_keys=True) + "\n"
        )
        return results


def _landed(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL for the load of every row that was landed: from the files themselves, also those that the build passed over."""
    files = [path for (path,) in connection.execute("select path from raw.files order by path").fetchall()]
    rows = [f"select load_id from read_parquet('{path}')" for path in files]
    return " union all ".join(rows) or "select null::varchar as load_id where false"


def _figures() -> str:
    """The figures, with what the rules need beside them."""
    return f"""
        select *, case when kind = 'proportion' then value end as percentage,
            case when kind = 'rate' then null else denominator end as whole,
            case when kind <> 'sum' and not coalesce(json_extract(entry, '$.signed')::boolean, false)
                then numerator end as counted,
            count(*) over (partition by {", ".join(KEY)}) as times_said,
            {" or ".join(f"{column} is null" for column in KEY)} as is_nameless
        from metric_values left join (select metric_id, entry from metric_catalogue) as entries using (metric_id)
    """


def _judge(folder: Path, settings: Settings) -> list[dict]:
    """Every suite's verdicts, each with how many rows it was about and how many break it."""
    results = []
    for name, suite, breaks in _suites():
        relation = f"(select * from read_parquet('{folder / name}.parquet'))"
        if name == "jumps":
            relation = _without_reasons(relation, settings.home / "reasons.csv")
        from expectations.duckdb_source import judge  # five seconds' import, only where it is used

        verdicts = judge(f"select * from {relation} as relation", suite, settings.memory_limit)
        with in_memory.connection() as connection:
            for verdict in verdicts:
                rows, unexpected = connection.execute(
                    f"select count(*), count(*) filter (where {breaks[verdict['rule']]}) from {relation} as relation"
                ).fetchone()
                results.append({**verdict, "rows": rows, "unexpected": unexpected})
    return results


def _suites() -> Iterable[tuple[str, object, dict[str, str]]]:
    """The three suites, each with the SQL that counts what breaks each rule."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    def said(rule: str, sentence: str, severity: str = "refuse") -> dict:
        gx_severity = "critical" if severity == "refuse" else "warning"
        return {
            "description": sentence,
            "severity": gx_severity,
            "meta": {"rule": rule, "severity": severity},
        }

    known = [each.id for each in metrics.catalogue()]
    yield (
        "figures",
        gx.ExpectationSuite(
            name="figures",
            expectations=[
                gxe.ExpectTableRowCountToBeBetween(min_value=1, **said("figures.some", "There are figures.")),
                gxe.ExpectCompoundColumnsToBeUnique(column_list=KEY, **said("figures.unique", "No figure is said twice.")),
                gxe.ExpectColumnValuesToBeInSet(
                    column="is_nameless", value_set=[False],
                    **said("figures.named", "Every figure says whose, when and of which group it is."),
                ),
                gxe.ExpectColumnValuesToBeInSet(
                    column="metric_id", value_set=known, **said("figures.known", "Every figure's metric is in the catalogue.")
                ),
                gxe.ExpectColumnValuesToBeBetween(
                    column="counted", min_value=0, **said("figures.counts", "No count is below zero.")
                ),
                gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A="whole", column_B="numerator", or_equal=True, ignore_row_if="either_value_is_missing",
                    **said("figures.within", "No part is above its whole."),
                ),
                gxe.ExpectColumnValuesToBeBetween(
                    column="percentage", min_value=0, max_value=100,
                    **said("figures.percentage", "Every percentage is between 0 and 100."),
                ),
            ],
        ),
        {
            "figures.some": "false",
            "figures.unique": "times_said > 1",
            "figures.named": "is_nameless",
            "figures.known": "false",
            "figures.counts": "counted < 0",
            "figures.within": "numerator > whole",
            "figures.percentage": "percentage not between 0 and 100",
        },
    )  # fmt: skip
    yield (
        "sums",
        gx.ExpectationSuite(
            name="sums",
            expectations=[
                gxe.ExpectColumnPairValuesToBeEqual(
                    column_A="expected", column_B="found", ignore_row_if="both_values_are_missing",
                    **said("sums.agree", "Rows agree with loads, breakdowns with totals, and no period is missing."),
                )
            ],
        ),
        {"sums.agree": "expected is distinct from found"},
    )  # fmt: skip
    yield (
        "jumps",
        gx.ExpectationSuite(
            name="jumps",
            expectations=[
                gxe.ExpectColumnValuesToBeInSet(
                    column="is_jump", value_set=[False],
                    **said("jumps.reasoned", "No figure jumps from one period to the next without a reason.", "warn"),
                )
            ],
        ),
        {"jumps.reasoned": "is_jump"},
    )  # fmt: skip


def _without_reasons(relation: str, path: Path) -> str:
    """Changes for which nobody has given a reason (``reasons.csv``: metric_id, period_end, reason)."""
    if not path.is_file():
        return relation
    with path.open(newline="", encoding="utf-8-sig") as file:
        given = [
            f"('{row['metric_id']}', date '{row['period_end']}')"
            for row in csv.DictReader(file)
            if row["reason"].strip()
        ]
    if not given:
        return relation
    return f"(select * from {relation} as jumps where (metric_id, period_end) not in ({', '.join(given)}))"


def unexplained(made: Build, home: Path) -> list[str]:
    """A sentence for each change that needs a reason and has none."""
    relation = _without_reasons(
        f"read_parquet('{made.folder / 'guard' / 'jumps.parquet'}')", home / "reasons.csv"
    )
    with in_memory.connection() as connection:
        rows = connection.execute(
            f"select metric_id, period_start, period_end, la_code from {relation} as relation where is_jump order by all"
        ).fetchall()
    return [
        f"{metric} for council {council} changed sharply in {start} to {end}."
        for metric, start, end, council in rows
    ]


def disagreements(made: Build) -> list[str]:
    """A sentence for each sum that does not agree."""
    with in_memory.connection() as connection:
        rows = connection.execute(
            "select what, subject, expected, found from read_parquet($1) where expected is distinct from found order by all",
            [str(made.folder / "guard" / "sums.parquet")],
        ).fetchall()
    return [
        f"{what}, {subject}: {expected} expected, {found} found" for what, subject, expected, found in rows
    ]
