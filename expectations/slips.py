"""The slip that goes back to the sender: what was wrong, where, why, and what to do. HTML and CSV.

A slip names lines, columns in the sender's own words, and classes of value. It never repeats a value.
"""

from pathlib import Path

import jinja2

from expectations.staged import Fault, Staged
from goldenthread import landing, writing
from goldenthread.contracts import Severity

SHOWN = 200  # faults of one rule in the HTML; the CSV has them all
COLUMNS = ("file", "what_happened", "rule", "place", "column", "value", "sentence", "what_to_do")
HAPPENED = {
    Severity.REFUSE: "file refused",
    Severity.SET_ASIDE: "row set aside",
    Severity.WARN: "loaded, with a warning",
}

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
)


def write(folder: Path, staged: Staged) -> Path:
    """Write slip.html and slip.csv into a delivery's private folder; gives the HTML's path."""
    for name, content in (("slip.csv", _as_csv(staged)), ("slip.html", as_html(staged))):
        landing.write_whole(folder / name, content)
        (folder / name).chmod(0o600)
    return folder / "slip.html"


def as_html(staged: Staged) -> str:
    """The slip as a page, faults grouped by rule, the gravest first."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in (*staged.faults, *staged.warnings):
        groups.setdefault((fault.rule, fault.sentence), []).append(fault)
    order = list(Severity)
    ranked = sorted(groups.values(), key=lambda faults: order.index(faults[0].severity))
    return _environment.get_template("slip.html.j2").render(
        staged=staged, delivery=staged.delivery, groups=ranked, shown=SHOWN, happened=HAPPENED
    )


def _as_csv(staged: Staged) -> str:
    """The slip as a table, a line per fault, for a spreadsheet."""
    rows = []
    for fault in (*staged.faults, *staged.warnings):
        what = HAPPENED[fault.severity]
        value = fault.value if fault.severity != Severity.WARN else f"{fault.count} rows"
        row = (
            staged.delivery.file_name,
            what,
            fault.rule,
            fault.place,
            fault.header,
            value,
            fault.sentence,
            fault.fix,
        )
        rows.append(row)
    return writing.as_csv(COLUMNS, rows)
