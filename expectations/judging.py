"""What Great Expectations says of staged deliveries, how many rows each rule touches, and where that is kept.

GX judges all deliveries of a run together, on DuckDB; one SQL pass then counts, delivery by delivery,
the rows of each rule. The two must agree on which rules hold.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from expectations.staged import Fault, Staged
from goldenthread import coverage, in_memory, landing
from goldenthread.contracts import Contract, Severity
from goldenthread.rules import Rule, listed, rules
from goldenthread.settings import Settings


def by_extract(staged: list[Staged]) -> list[list[Staged]]:
    """Staged deliveries that have rows to judge, those of an extract together; the most rows last."""
    groups: dict[str, list[Staged]] = {}
    for each in staged:
        if each.delivery.status == "loaded" and each.delivery.rows_loaded:
            groups.setdefault(each.waiting.extract, []).append(each)
    return sorted(groups.values(), key=lambda group: sum(each.delivery.rows_loaded for each in group))


def prepare(settings: Settings) -> None:
    """Start Great Expectations before there is anything to judge."""
    from expectations import duckdb_source, suites  # noqa: F401

    duckdb_source.court(settings.memory_limit)


def judge(group: list[Staged], settings: Settings) -> None:
    """Judge one extract's deliveries by their contract's column rules, and record what each breaks."""
    _judge_columns(group, settings)
    _count_months([each for each in group if each.delivery.rows_loaded])


def _judge_columns(group: list[Staged], settings: Settings) -> None:
    """What Great Expectations and the counts say, in each delivery's record."""
    from expectations import duckdb_source, suites  # five seconds' import, only where it is used

    contract = group[0].contract
    known = rules(contract)
    if not known:
        return
    files = ", ".join(f"'{each.parquet}'" for each in group)
    source = f"read_parquet([{files}])"
    with ThreadPoolExecutor(max_workers=1) as counting:  # DuckDB counts while Great Expectations prepares
        counted = counting.submit(_counts, known, source)
        judged = duckdb_source.judge(
            suites.view_for(contract, source), suites.suite_for(contract), settings.memory_limit
        )
        counts = counted.result()
    by_rule = {verdict["rule"]: verdict for verdict in judged}
    verdicts = [by_rule[rule.id] for rule in known]
    for rule, verdict in zip(known, verdicts, strict=True):
        touched = sum(count[rule.id] for count in counts.values())
        if verdict["success"] != (touched == 0):
            raise RuntimeError(
                f"Great Expectations and SQL differ on {rule.id}: report this with the contract"
            )
    remarks = _remarks(contract, known, counts, source)
    for each in group:
        _record(each, known, verdicts, counts[each.delivery.load_id], remarks)


def _count_months(group: list[Staged]) -> None:
    """Note in each record of an extract of events when they end, as far as its rows stay."""
    if not group or group[0].contract.submission.activity is None:
        return
    with in_memory.connection() as connection:
        files = ", ".join(f"'{each.parquet}'" for each in group)
        counted = coverage.facts(connection, group[0].contract, f"read_parquet([{files}])")
    none = {"months": [], "open_services": 0, "stated": [0, None, None]}  # no row stays
    for each in group:
        each.amend(facts={**each.delivery.facts, **counted.get(each.delivery.load_id, none)})


def _counts(known: list[Rule], source: str) -> dict[str, dict[str, int]]:
    """Rows that break each rule and the line of the first, and rows that break any warning, by load.

    Each rule is worked out once a row, as 0 or 1, and added up.
    """
    broken = ", ".join(f"({rule.breaks})::tinyint as b{at}" for at, rule in enumerate(known))
    sums = ", ".join(
        f'sum(b{at})::bigint as "{rule.id}", min(case b{at} when 1 then _line end) as "{rule.id} at"'
        for at, rule in enumerate(known)
    )
    warning = [f"b{at}" for at, rule in enumerate(known) if rule.severity == Severity.WARN]
    stronger = [f"b{at}" for at, rule in enumerate(known) if rule.severity != Severity.WARN]
    with in_memory.connection() as connection:
        cursor = connection.execute(
            f"select load_id, {sums}, sum(case when {_any(warning)} and not {_any(stronger)} then 1 else 0 end)::bigint "
            f"as any_warning from (select load_id, _line, {broken} from {source}) as judged group by load_id"
        )
        names = [column[0] for column in cursor.description][1:]
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


def _any(columns: list[str]) -> str:
    """SQL: whether any of these is 1."""
    return f"(greatest({', '.join(columns)}) = 1)" if columns else "false"


def _record(
    staged: Staged,
    known: list[Rule],
    verdicts: list[dict],
    counts: dict[str, int],
    remarks: dict[tuple[str, str], str],
) -> None:
    """Turn counts into results, warnings, rows set aside, or a refusal."""
    loaded = staged.delivery.rows_loaded
    for rule, verdict in zip(known, verdicts, strict=True):
        count = counts[rule.id]
        staged.results.append({**verdict, "success": count == 0, "rows": loaded, "unexpected": count})
        header = staged.header_of(rule.column)
        if count and rule.severity == Severity.WARN:
            value = remarks.get((staged.delivery.load_id, rule.id), "")
            said = f"Expected: {rule.sentence}"
            place = staged.place(counts[f"{rule.id} at"], rule.column) + (
                " and further on" if count > 1 else ""
            )
            staged.warnings.append(Fault(rule.id, rule.severity, said, rule.fix, count, place, header, value))
        elif count:
            staged.faults.extend(_rows_at_fault(staged, rule, header))
    staged.amend(rows_warned=counts["any_warning"])
    unwanted = {fault.line for fault in staged.faults if fault.rule in {rule.id for rule in known}}
    if staged.refused:
        reason = " ".join(
            dict.fromkeys(fault.sentence for fault in staged.faults if fault.severity == Severity.REFUSE)
        )
        staged.amend(
            status="refused",
            reason=reason,
            rows_loaded=0,
            rows_set_aside=staged.delivery.rows_in,
            rows_warned=0,
        )
        staged.discard()
    elif unwanted:
        with in_memory.connection() as connection:
            staged.leave_out(connection, sorted(unwanted))
        kept = loaded - len(unwanted)
        staged.amend(rows_loaded=kept, rows_set_aside=staged.delivery.rows_in - kept)


def _remarks(
    contract: Contract, known: list[Rule], counts: dict[str, dict[str, int]], source: str
) -> dict[tuple[str, str], str]:
    """By load and rule: what values that differ from a list in capitals alone should be, and how many are in no list."""
    broken = [
        rule for rule in known if rule.kind == "listed" and any(count[rule.id] for count in counts.values())
    ]
    if not broken:
        return {}
    each = [
        f"select load_id, '{rule.id}' as rule, upper({rule.column}) as value, count(*) as times from {source} "
        f"where {rule.breaks} group by all"
        for rule in broken
    ]
    with in_memory.connection() as connection:
        found = connection.execute(
            f"{' union all '.join(each)} order by load_id, rule, times desc, value"
        ).fetchall()
    # Release 2 comes last in a list, so its spelling is the one advised.
    proper = {
        rule.id: {value.upper(): value for value in listed(contract, contract.columns[rule.column])}
        for rule in broken
    }
    said: dict[tuple[str, str], list[str]] = {}
    unlisted: dict[tuple[str, str], int] = {}
    for load_id, rule, value, times in found:
        place = (load_id, rule)
        if value in proper[rule]:
            said.setdefault(place, []).append(f"{times:,} should be '{proper[rule][value]}'")
        else:
            unlisted[place] = unlisted.get(place, 0) + times
    for place, times in unlisted.items():
        said.setdefault(place, []).append(f"{times:,} in no list")
    return {place: "; ".join(parts) for place, parts in said.items()}


def _rows_at_fault(staged: Staged, rule: Rule, header: str) -> list[Fault]:
    """A fault for each row that breaks a rule stronger than a warning."""
    with in_memory.connection() as connection:
        lines = connection.execute(
            f"select _line from read_parquet($1) where {rule.breaks} order by _line", [str(staged.parquet)]
        ).fetchall()
    value = "blank" if rule.kind == "filled" else "present, and against the rule"
    return [
        Fault(
            rule.id,
            rule.severity,
            f"Expected: {rule.sentence}",
            rule.fix,
            1,
            staged.place(line, rule.column),
            header,
            value,
            line,
        )
        for (line,) in lines
    ]


def keep(home: Path, staged: Staged) -> None:
    """Keep a delivery's verdicts, passes as well as failures; nothing kept is ever changed."""
    results = [
        {"rule": fault.rule, "severity": fault.severity.value, "success": False, "description": fault.sentence,
         "expectation": "file", "rows": staged.delivery.rows_in, "unexpected": fault.count}
        for fault in (*staged.faults[:1000], *staged.warnings)
        if "." not in fault.rule
    ] + staged.results  # fmt: skip
    folder = home / "quality" / "front_door"
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "delivery_id": staged.delivery.delivery_id,
        "extract": staged.delivery.extract,
        "results": results,
    }
    landing.write_whole(
        folder / f"{staged.delivery.extract}.{staged.delivery.record}.json",
        json.dumps(content, indent=1, sort_keys=True) + "\n",
    )
