"""A delivery on its way in, and what is wrong with it."""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from expectations.wording import FILE
from goldenthread import maps, reading
from goldenthread.contracts import Contract, Severity
from goldenthread.inbox import Waiting
from goldenthread.landing import Delivery


@dataclass(frozen=True)
class Fault:
    """One thing wrong, in the sender's words. ``value`` is a class of value, never the value."""

    rule: str
    severity: Severity
    sentence: str
    fix: str
    count: int = 1
    place: str = ""
    header: str = ""
    value: str = ""
    line: int = 0
    listing: str = ""  # values, for the sender's own screen: never in a slip


@dataclass
class Staged:
    """A delivery before it counts."""

    waiting: Waiting
    contract: Contract
    delivery: Delivery
    parquet: Path | None = None
    way_back: Path | None = None
    faults: list[Fault] = field(default_factory=list)  # refusals and rows set aside
    warnings: list[Fault] = field(default_factory=list)
    results: list[dict] = field(default_factory=list)  # Great Expectations' verdicts with counts
    finished: Delivery | None = None  # an earlier delivery that this file completes
    seen: reading.Look | None = None
    map: maps.FieldMap | None = (
        None  # by which its header and values are read; None: by the contract's own names
    )
    no_table: str = ""  # what the file is, when it is no table

    def discard(self) -> None:
        """Remove what was made of a file that is refused: nothing typed and no way back outlives it."""
        for made in (self.parquet, self.way_back):
            if made is not None:
                made.unlink(missing_ok=True)
        self.parquet = self.way_back = None

    def amend(self, **changes: object) -> None:
        """Change the record."""
        self.delivery = dataclasses.replace(self.delivery, **changes)

    def place(self, line: int, column: str | None = None) -> str:
        """Where a row, or a column in it, is in the file as its sender sees it."""
        return self.seen.place(line, self.names.index(column) if column in self.names else None)

    @property
    def names(self) -> list[str]:
        """The column that each of the header's cells is."""
        return (self.map or self.contract).names_of(self.seen.header)

    def header_of(self, column: str) -> str:
        """What the sender calls a column."""
        return (
            self.seen.header[self.names.index(column)]
            if column in self.names
            else self.contract.columns[column].header
        )

    def note(
        self, rule: str, told: dict | None = None, wording: str | None = None, **where: object
    ) -> Severity | None:
        """Record that a rule of the file is broken; gives what that does, None when the contract has no such rule."""
        if rule not in self.contract.file:
            return None
        sentence, fix = FILE[wording or rule]
        told = {"title": self.contract.title, **(told or {})}
        severity = self.contract.file[rule].severity
        fault = Fault(rule, severity, sentence.format(**told), fix, **where)
        (self.warnings if severity == Severity.WARN else self.faults).append(fault)
        return severity

    @property
    def refused(self) -> bool:
        """Whether a broken rule sends the whole file back."""
        return any(fault.severity == Severity.REFUSE for fault in self.faults)

    def leave_out(self, connection: duckdb.DuckDBPyConnection, lines: list[int]) -> None:
        """Write the typed rows again without those that begin on these lines."""
        kept = self.parquet.with_suffix(".kept")
        connection.register("unwanted", pa.table({"_line": pa.array(lines, pa.int64())}))
        connection.execute(
            f"copy (select * from read_parquet('{self.parquet}') where _line not in (select _line from unwanted) "
            f"order by _line) to '{kept}' (format parquet, compression zstd)"
        )
        connection.unregister("unwanted")
        kept.replace(self.parquet)
