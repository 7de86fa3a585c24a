"""Whether what a register refers to exists, and whether it gives each id once: what no row can be judged for alone.

Held against what the same council tells of them now: by the deliveries of this run, else by the latest that was loaded. A
register that was never delivered cannot be held against, and one that comes later may mend what is said here.
"""

import difflib
import functools
from pathlib import Path
from typing import Any

from expectations.staged import Fault, Staged
from goldenthread import contracts, in_memory, metrics
from goldenthread.contracts import METRICS, Column, Severity
from goldenthread.landing import Delivery
from goldenthread.rules import KNOWN, rules
from goldenthread.writing import METRIC

FIX = "Correct the id, or deliver the register that it is in."
ONCE = "once"
ONCE_FIX = "Give each record an id of its own, or take out the row that is not meant."
MOST = 1000  # cells that are told one by one


def judge(ready: list[Staged], loaded: list[Delivery], home: Path) -> None:
    """Warn of each cell of staged deliveries that refers to what there is not, and of each row that a later one of the
    same register takes the place of; these rows load and are counted.

    loaded: every delivery before this run.
    """
    known = _Known(ready, loaded, home)
    for staged in ready:
        if staged.delivery.status != "loaded" or staged.parquet is None:
            continue
        lines: set[int] = set()
        if staged.contract.sheet and staged.contract.key:
            lines |= _repeated(staged, staged.contract.key)
        referring = {name: each for name, each in staged.contract.columns.items() if KNOWN in each.rules}
        if referring:
            lines |= _referring(staged, referring, known)
        if lines:
            staged.amend(rows_warned=staged.delivery.rows_warned + _not_yet_warned(staged, lines))


def broken(staged: Staged) -> bool:
    """Whether a delivery that was judged refers to what there is not, or gives an id twice: its sender gets a slip."""
    return any(fault.rule.rpartition(".")[2] in (KNOWN, ONCE) for fault in staged.warnings)


def _repeated(staged: Staged, key: list[str]) -> set[int]:
    """Warn of the rows of a register whose key a later row gives again, and which do not count; gives their lines."""
    columns, header = ", ".join(key), " and ".join(staged.header_of(name) for name in key)
    with in_memory.connection() as connection:
        rows = connection.execute(
            f"select _line, max(_line) over (partition by {columns}) as last, {key[0]} from read_parquet($1) "
            f"where {key[0]} is not null qualify _line < last order by _line",
            [str(staged.parquet)],
        ).fetchall()
    description = f"{header} {'stands' if len(key) == 1 else 'stand together'} once."
    for line, last, ref in rows[:MOST]:
        shown = "It" if str(ref).startswith("masked:") else ref
        told = f"{shown} stands again at {staged.place(last, key[0])}, and that row counts"
        staged.warnings.append(
            Fault(f"{key[0]}.{ONCE}", Severity.WARN, f"Expected: {description} {told}.", ONCE_FIX,
                  place=staged.place(line, key[0]), header=staged.header_of(key[0]))
        )  # fmt: skip
    staged.results.append(_verdict(f"{key[0]}.{ONCE}", Severity.WARN, description, staged, len(rows)))
    return {line for line, *_ in rows}


def _referring(staged: Staged, referring: dict[str, Column], known: "_Known") -> set[int]:
    """One delivery: a warning for each cell, and a verdict for each column; gives the lines of the rows."""
    columns, council = ", ".join(referring), staged.delivery.la_code
    with in_memory.connection() as connection:
        rows = connection.execute(
            f"select _line, {columns} from read_parquet($1) order by _line", [str(staged.parquet)]
        ).fetchall()
    lines: set[int] = set()
    for at, (name, column) in enumerate(referring.items(), start=1):
        header, broken = staged.header_of(name), 0
        for row in rows:
            told = " ".join(
                filter(None, (known.missing(each, column, council) for each in (row[at] or "").split(";")))
            )
            if not told:
                continue
            broken += 1
            lines.add(row[0])
            if len(staged.warnings) < MOST:
                staged.warnings.append(
                    Fault(
                        f"{name}.{KNOWN}",
                        column.rules[KNOWN].severity,
                        f"Expected: {header} refers to what there is. {told}",
                        FIX,
                        place=staged.place(row[0], name),
                        header=header,
                    )
                )
        staged.results.append(
            _verdict(
                f"{name}.{KNOWN}",
                column.rules[KNOWN].severity,
                f"{header} refers to what there is.",
                staged,
                broken,
            )
        )
    return lines


def _verdict(rule: str, severity: Severity, description: str, staged: Staged, broken: int) -> dict[str, Any]:
    """What a rule found in a delivery, as its other verdicts are kept."""
    return {"rule": rule, "severity": severity.value, "success": broken == 0, "description": description,
            "expectation": "reference", "rows": staged.delivery.rows_loaded, "unexpected": broken}  # fmt: skip


def _not_yet_warned(staged: Staged, lines: set[int]) -> int:
    """How many of these rows no other rule has warned of."""
    warned = [f"({rule.breaks})" for rule in rules(staged.contract) if rule.severity == Severity.WARN]
    with in_memory.connection() as connection:
        return connection.execute(
            f"select count(*) from read_parquet($1) where list_contains($2, _line) and not ({' or '.join(warned) or 'false'})",
            [str(staged.parquet), sorted(lines)],
        ).fetchone()[0]


def _of_which(text: str, targets: list[str]) -> str | None:
    """Which of the extracts that a column may refer to an id is of, by what their ids begin with."""
    for target in targets:
        starts = "" if target == METRICS else _starts(target)
        if text.startswith(starts) if starts else METRIC.fullmatch(text):
            return target
    return None


def _starts(target: str) -> str:
    """What the ids of an extract begin with."""
    contract = contracts.load(target)
    return contract.columns[contract.key[0]].rules["shaped"].starts or ""


class _Known:
    """The ids of each extract that a council's rows may refer to, read once."""

    def __init__(self, ready: list[Staged], loaded: list[Delivery], home: Path) -> None:
        self._files: dict[tuple[str | None, str], list[Path]] = {}  # what stands of each council's registers
        for each in loaded:
            if each.status == "loaded" and not each.withdrawn:
                self._stands(each, home / "raw" / each.extract / f"{each.load_id}.parquet")
        for staged in ready:
            if staged.delivery.status == "loaded" and staged.parquet is not None:
                self._stands(staged.delivery, staged.parquet)
        self._ids: dict[tuple[str | None, str], set[str]] = {}

    def _stands(self, delivery: Delivery, rows: Path) -> None:
        """Rows of a delivery take the place of the earlier ones, or are added where the register has versions."""
        whose = delivery.la_code, delivery.extract
        adds = contracts.load(delivery.extract).latest_of != ["la_code"]
        self._files[whose] = [*(self._files.get(whose, []) if adds else []), rows]

    def missing(self, text: str, column: Column, council: str | None) -> str:
        """A sentence when a council's reference names nothing that there is; of a figure, when its metric does not."""
        if not text or text in column.besides:
            return ""
        target = _of_which(text, column.refers)
        if target is None:
            shown = text if len(text) <= 60 and not text.startswith("masked:") else "What it holds"
            shapes = [f"{_starts(each)}…" if each != METRICS else "a metric's id" for each in column.refers]
            return f"{shown} is no id that may stand here: {', '.join([*shapes, *column.besides])}."
        if target != METRICS and (council, target) not in self._files:
            return ""
        wanted, there = text.partition("@")[0], self._of(target, council)
        if wanted in there:
            return ""
        near = difflib.get_close_matches(wanted, sorted(there), n=1, cutoff=0.5)
        title = "metrics" if target == METRICS else contracts.load(target).title
        return f"{wanted} is not among the {title}" + (f"; the nearest is {near[0]}." if near else ".")

    def _of(self, target: str, council: str | None) -> set[str]:
        if target == METRICS:
            return _metrics()
        if (council, target) not in self._ids:
            with in_memory.connection() as connection:
                found = connection.execute(
                    f"select distinct {contracts.load(target).key[0]} from read_parquet($1, union_by_name = true)",
                    [[str(each) for each in self._files[council, target]]],
                ).fetchall()
            self._ids[council, target] = {each for (each,) in found if each}
        return self._ids[council, target]


@functools.cache
def _metrics() -> set[str]:
    return {each.id for each in metrics.catalogue()}
