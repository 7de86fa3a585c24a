"""The thread from a figure or a record of a register, walked forward to its action and back to what asked for it.

Links are rows of ``fct_links`` in the direction of the thread. What a chain should have and has not is named.
"""

import datetime as dt
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import duckdb

from goldenthread import tables

RECORD = re.compile(r"[A-Z]{1,4}-?\d{1,7}")
"""How the id of a record looks; anything else is a figure's reference."""
FORWARD = ("was looked at as", "led to", "asked for", "is done by", "is shown by", "should move", "recommended", "found",
           "heard", "was promised", "was met by", "comes before", "stands also for", "is tested by", "rests on",
           "is answered by", "is carried out by", "is measured by", "must not worsen")  # fmt: skip
MISSING = {  # kind of record: links of which a whole chain has one, and what is said when it has none
    "item": [("led to", "no decision")],
    "decision": [("asked for", "no action")],
    "action": [("is done by", "no milestone"), ("should move", "no metric")],
    "recommendation": [("asked for", "no action")],
    "risk": [("asked for", "no action")],
}
EVIDENCE = [("is shown by", "no evidence")]  # of what is complete
CLOSED = ("Complete", "Cancelled", "Merged")


@dataclass
class Node:
    """One record or metric on the way, and what follows from it."""

    ref: str
    kind: str
    title: str
    link: str = ""  # how it was reached
    owner_role: str | None = None
    dated_on: dt.date | None = None
    due_on: dt.date | None = None
    state: str | None = None
    on_purpose: str | None = None  # of what is missing: what it says that it is to be without
    is_there: bool = True
    missing: list[str] = field(default_factory=list)
    next: list["Node"] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The node and all below it, JSON-able."""
        told = {
            key: value
            for key, value in self.__dict__.items()
            if key != "next" and value not in (None, [], "")
        }
        return {**told, "next": [each.as_json() for each in self.next]}


def has_registers(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a release was built with any register."""
    return tables.has(connection, "fct_links")


def forward(connection: duckdb.DuckDBPyConnection, la_code: str | None, ref: str) -> Node:
    """What came of a metric or a record, down to the metrics that it should move. Raises LookupError."""
    return _walk(connection, la_code, ref, "from_ref", "to_ref")


def back(connection: duckdb.DuckDBPyConnection, la_code: str | None, ref: str) -> Node:
    """What a metric or a record comes from. Raises LookupError."""
    return _walk(connection, la_code, ref, "to_ref", "from_ref")


def _walk(connection: duckdb.DuckDBPyConnection, la_code: str | None, ref: str, near: str, far: str) -> Node:
    """Follow the links from one end to the other, step by step: each is shown where it is nearest, and once."""
    links: dict[str, list[tuple[str, str]]] = {}
    for here, there, link in connection.execute(
        f"select {near}, {far}, link from fct_links where $1 is null or la_code = $1 order by {far}, link",
        [la_code],
    ).fetchall():
        links.setdefault(here, []).append((there, link))
    known = _known(connection, la_code)
    if ref not in known:
        raise LookupError(ref)

    def node(here: str, link: str) -> Node:
        made = known.get(here) or Node(here, "unknown", "is not there", is_there=False)
        made = Node(**{**made.__dict__, "link": link, "missing": [], "next": []})
        if near == "from_ref":
            had = {each for _, each in links.get(here, [])}
            expected = MISSING.get(made.kind, []) + (EVIDENCE if made.state == "Complete" else [])
            made.missing = [
                said for wanted, said in expected if wanted not in had and said != made.on_purpose
            ]
        return made

    start = node(ref, "")
    seen, waiting = {ref}, deque([start])
    while waiting:
        each = waiting.popleft()
        if each.kind == "metric" and each.link:  # its own thread is another
            continue
        for there, how in links.get(each.ref, []):
            if there not in seen:
                seen.add(there)
                each.next.append(node(there, how))
        each.next.sort(key=lambda one: (FORWARD.index(one.link), one.ref))
        waiting += each.next
    return start


def _known(connection: duckdb.DuckDBPyConnection, la_code: str | None) -> dict[str, Node]:
    """Every record and metric by its id."""
    found = {
        row["record_ref"]: Node(
            row["record_ref"], row["kind"], row["title"] or "", "", row["owner_role"], row["dated_on"], row["due_on"],
            row["state"], row.get("on_purpose"),  # not in releases from before it was kept
        )
        for row in tables.rows(
            connection, "select * from dim_records where $1 is null or la_code = $1 order by record_ref", [la_code]
        )
    }  # fmt: skip
    metrics = connection.execute("select metric_id, title from metric_catalogue").fetchall()
    return found | {metric: Node(metric, "metric", title) for metric, title in metrics}


def thread_of(
    connection: duckdb.DuckDBPyConnection, la_code: str | None, metric: str, period_end: dt.date
) -> dict[str, Any]:
    """What came of a metric's figure: who looked at it, what was decided and done, what it said next, and what is missing."""
    node = forward(connection, la_code, metric)
    looked = [each for each in node.next if each.link == "was looked at as"]
    moving = back(connection, la_code, metric)
    actions = [each for each in moving.next if each.link == "should move"]
    later = connection.execute(
        "select period_end, value, variation from metric_spc where metric_id = $1 and la_code = $2 and period_end > $3 "
        "and value is not null order by period_end limit 1",
        [metric, la_code, period_end],
    ).fetchone()
    signal = connection.execute(
        "select special_cause, point_type, assurance from metric_spc where metric_id = $1 and la_code = $2 and period_end = $3",
        [metric, la_code, period_end],
    ).fetchone()
    is_better = bool(signal) and signal[1] == "special_cause_improvement"
    missing = []
    if not looked:
        missing.append("no board has looked at it")
    elif not any(each.kind == "decision" for item in looked for each in item.next):
        missing.append("no decision was made on it")
    if not actions:
        missing.append("no action is to move it")
    elif all(each.state in CLOSED for each in actions) and not is_better:
        missing.append("no live action is to move it")
    if later is None:
        missing.append("there is no later figure yet")
    return {
        "signal": dict(zip(("special_cause", "point_type", "assurance"), signal, strict=True))
        if signal
        else None,
        "looked_at": [each.as_json() for each in looked],
        "actions": [_with_forward(connection, la_code, each) for each in actions],
        "next_figure": dict(zip(("period_end", "value", "variation"), later, strict=True)) if later else None,
        "missing": missing,
    }


def _with_forward(connection: duckdb.DuckDBPyConnection, la_code: str | None, action: Node) -> dict[str, Any]:
    """An action with its milestones and evidence."""
    found = forward(connection, la_code, action.ref)
    found.next = [each for each in found.next if each.link in ("is done by", "is shown by")]
    return found.as_json()
