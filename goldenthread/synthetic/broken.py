"""One file for each rule of a contract that breaks that rule and no other.

Derived from the contract: a new extract, or a new rule of an old one, gets its files for nothing.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from goldenthread import contracts
from goldenthread.contracts import METRICS, Column, ColumnRule, Contract, FileRule, Severity
from goldenthread.reading.records import MAX_RECORD
from goldenthread.synthetic.rows import PERIOD_END, Row, good_rows, meeting, said
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME, OTHER_LA_CODE, THIRD_LA_CODE
from goldenthread.synthetic.values import IMPOSSIBLE, UNLISTED

ROWS, AT = 60, 30  # good rows in each file, and the one that is spoilt
_RECEIVED = dt.datetime(2026, 4, 21, 9, 30)
_SPOILT_BYTE = "spoilt byte here"


@dataclass(frozen=True)
class Broken:
    """A file that breaks one rule. ``inbox`` is a whole inbox with it and its manifest."""

    path: Path
    rule: str
    column: str | None  # None: a rule of the file or of a row
    severity: Severity
    what: str
    earlier: Path | None = None  # a good file that has to be loaded before it
    la_codes: str = LA_CODE  # the setting under which it breaks the rule

    @property
    def inbox(self) -> Path:
        """The folder that can be given to the front door whole."""
        return self.path.parent.parent


@dataclass
class _Table:
    contract: Contract
    header: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, contract: Contract, rows: list[Row]) -> "_Table":
        header = [column.header for column in contract.columns.values()]
        return cls(contract, header, [[row[name] for name in contract.columns] for row in rows])

    def place(self, name: str) -> int:
        return list(self.contract.columns).index(name)

    def set(self, row: int, name: str, value: str) -> "_Table":
        self.rows[row][self.place(name)] = value
        return self

    def csv(self) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows([self.header, *self.rows])
        return text.getvalue().encode()


def files(contract: Contract, folder: Path) -> list[Broken]:
    """Write ``folder/<case>/<extract>/…`` for every rule of the contract, and say what is wrong with each."""
    made = [
        _of_file(contract, folder, rule, entry) for rule, entry in {**contract.file, **contract.rows}.items()
    ]
    for name, column in contract.columns.items():
        made += [_of_column(contract, folder, name, rule, entry) for rule, entry in column.rules.items()]
    return made


def _of_file(contract: Contract, folder: Path, rule: str, entry: FileRule) -> Broken:
    what, spoil = _SPOILERS[rule]
    table, home = _Table.of(contract, good_rows(contract, ROWS)), folder / rule / contract.extract
    path, earlier = home / f"{contract.extract}_{rule}.csv", None
    rows = str(ROWS + 10) if rule == "row_count" else ""
    if rule == "fewer_rows":
        quarter_before = dt.date(PERIOD_END.year - 1, 12, 31)
        earlier = home / f"{contract.extract}_{rule}_before.csv"
        _write(earlier, _Table.of(contract, good_rows(contract, ROWS + 1, quarter_before)).csv())
        table.rows = table.rows[:: ROWS // int(ROWS * (entry.below or 1) / 2)]
    _write(path, spoil(table))
    if rule != "assumed_receipt":
        _manifest(home, {earlier: "", path: rows} if earlier else {path: rows}, _said_council(contract, rule))
    councils = f"{LA_CODE},{THIRD_LA_CODE}" if rule == "unknown_council" else LA_CODE
    return Broken(path, rule, None, entry.severity, what, earlier, councils)


def _of_column(contract: Contract, folder: Path, name: str, rule: str, entry: ColumnRule) -> Broken:
    rows, header = good_rows(contract, ROWS), contract.columns[name].header
    rows[AT] = meeting(contract, rows[AT], entry.when)
    rows[AT][name], what = _worse(contract, rows[AT], name, rule, entry)
    home = folder / f"{name}.{rule}" / contract.extract
    path = home / f"{contract.extract}_{name}_{rule}.csv"
    _write(path, _Table.of(contract, rows).csv())
    _manifest(home, {path: ""})
    for target in contract.columns[name].refers if rule == "known" else []:
        if target not in (METRICS, contract.extract):
            _write_referred(home.parent / target, contracts.load(target))
    return Broken(path, rule, name, entry.severity, f"{header} of one row {what}")


def _worse(contract: Contract, row: Row, name: str, rule: str, entry: ColumnRule) -> tuple[str, str]:
    """A value that breaks a column's rule, and what is wrong with it."""
    if rule == "filled":
        return "", "is blank"
    if rule == "listed":
        several = contract.columns[name].several
        return f"{row[name]}; {UNLISTED}" if several else UNLISTED, "is on no list"
    if rule == "shaped":
        return f"{entry.starts}1", "is too short for an id"
    if rule == "known":
        return _dangling(contract.columns[name]), "names what there is not"
    if rule == "readable":
        return (
            (IMPOSSIBLE, "is no day")
            if contract.columns[name].type in ("date", "month", "year")
            else ("about ten", "is no number")
        )
    if rule == "between":
        over = entry.high + 1 if entry.high is not None else (entry.low or 0) - 1
        return f"{over:.0f}", "is out of its bounds"
    if rule == "not_before":
        day, month, year = (int(part) for part in row[entry.column or name].split("/"))
        return said(dt.date(year, month, day) - dt.timedelta(days=1)), "is too early"
    if rule == "check_digit":
        return row[name][:-1] + str((int(row[name][-1]) + 1) % 10), "has a wrong check digit"
    raise LookupError(f"columns.{name}.rules.{rule}: say in synthetic/broken.py what breaks this rule")


def _dangling(column: Column) -> str:
    """A reference to what good rows do not hold."""
    if column.refers[0] == METRICS:
        return "synthetic__nothing"
    target = contracts.load(column.refers[0])
    shape = target.columns[target.key[0]].rules["shaped"]
    return f"{shape.starts}{'9' * (shape.digits or 1)}"


def _write_referred(home: Path, target: Contract) -> None:
    """A good file of what is referred to, received the day before."""
    path = home / f"{target.extract}_referred.csv"
    _write(path, _Table.of(target, good_rows(target, ROWS)).csv())
    _manifest(home, {path: ""}, first=_RECEIVED - dt.timedelta(days=1))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _said_council(contract: Contract, rule: str) -> str:
    """The council that the manifest names: where no column does, it is what breaks a rule about councils."""
    if rule == "unknown_council":
        return ""
    return OTHER_LA_CODE if rule == "other_council_file" and not contract.submission.council else LA_CODE


def _manifest(
    home: Path, rows: dict[Path, str], council: str = LA_CODE, first: dt.datetime = _RECEIVED
) -> None:
    """Each file with a council's code, a day apart; ``rows`` as promised, or blank."""
    with (home / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "la_code", "la_name", "import_datetime", "rows"])
        for day, (path, promised) in enumerate(rows.items()):
            writer.writerow([path.name, council, LA_NAME, first + dt.timedelta(days=day), promised])


def _text_place(table: _Table) -> int:
    """A column of text, one without rules where there is one: there nothing else is wrong with any text."""
    columns = list(table.contract.columns.values())
    texts = [place for place, column in enumerate(columns) if column.type in ("text", "prose")]
    return max([place for place in texts if not columns[place].rules] or texts)


def _without_a_column(table: _Table) -> bytes:
    stated = table.contract.submission.columns
    names = [name for name, column in table.contract.columns.items() if column.presence == "required"]
    place = table.place(next(name for name in names if name not in stated))
    return _changed(table, lambda cells: cells[:place] + cells[place + 1 :])


def _changed(table: _Table, change: Callable[[list[str]], list[str]]) -> bytes:
    return _Table(table.contract, change(table.header), [change(row) for row in table.rows]).csv()


def _with_text(table: _Table, text: str) -> bytes:
    table.rows[AT][_text_place(table)] = text
    return table.csv()


def _with_rows(table: _Table, rows: list[list[str]]) -> bytes:
    return _Table(table.contract, table.header, rows).csv()


def _another_council(table: _Table, rows: list[int]) -> bytes:
    for row in rows:
        if table.contract.submission.council:  # else the manifest is what says so
            table.set(row, table.contract.submission.council, OTHER_LA_CODE)
    return table.csv()


def _cut_off(table: _Table) -> bytes:
    """The last record stops in the middle of a field."""
    short = table.rows[-1][: len(table.rows[-1]) // 2]
    return _with_rows(table, [*table.rows[:-1], short]).rstrip(b"\r\n")[:-1]


_SPOILERS: dict[str, tuple[str, Callable[[_Table], bytes]]] = {
    "empty": ("there is nothing in it", lambda table: b""),
    "not_a_table": ("it is a PDF under a CSV's name", lambda table: b"%PDF-1.7\n%synthetic, no document\n"),
    "header_only": ("there are no rows under the header", lambda table: _with_rows(table, [])),
    "wrong_file": (
        "it is another table: invoices",
        lambda table: b"Invoice Number,Supplier,Amount\r\n" + b"1,Synthetic Supplier,10.00\r\n" * ROWS,
    ),
    "missing_column": ("a required column is missing", _without_a_column),
    "repeated_column": (
        "the last column is there twice",
        lambda table: _changed(table, lambda cells: [*cells, cells[-1]]),
    ),
    "unknown_column": (
        "there is a column that the specification does not know",
        lambda table: _changed(
            table, lambda cells: [*cells, "Local Notes" if cells is table.header else "Synthetic"]
        ),
    ),
    "cut_off": ("it ends in the middle of its last row", _cut_off),
    "row_count": ("the manifest promises ten more rows", _Table.csv),
    "fewer_rows": ("it has far fewer rows than the file before it", _Table.csv),
    "other_council_file": (
        "every row is another council's",
        lambda table: _another_council(table, list(range(ROWS))),
    ),
    "assumed_receipt": ("no manifest says when it was received", _Table.csv),
    "fields": (
        "one row has two fields too few",
        lambda table: _with_rows(table, [*table.rows[:AT], table.rows[AT][:-2], *table.rows[AT + 1 :]]),
    ),
    "bytes": (
        "one row holds a byte that is no character",
        lambda table: _with_text(table, _SPOILT_BYTE).replace(_SPOILT_BYTE.encode(), b"\x81"),
    ),
    "too_long": (
        "one row is longer than any row may be",
        lambda table: _with_text(table, "x" * (MAX_RECORD + 1)),
    ),
    "repeated_header": (
        "the header comes again in the middle",
        lambda table: _with_rows(table, [*table.rows[:AT], table.header, *table.rows[AT:]]),
    ),
    "unknown_council": (
        "nothing says whose of two councils it is",
        lambda table: _with_rows(table, table.rows[1:]),
    ),
    "no_council": (
        "one row's council code is a name",
        lambda table: table.set(AT, table.contract.submission.council or "", LA_NAME).csv(),
    ),
    "other_council": ("one row is another council's", lambda table: _another_council(table, [AT])),
}
