"""What deliveries are to one another: duplicates, corrections, files that shrank.

Worked out from all of them together, in order of receipt, whenever the register is read. Files may be
checked and loaded in any order (Airflow's mapped tasks are, and so is a retry), and the register must
not depend on which happened to be first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goldenthread import methods

if TYPE_CHECKING:
    from goldenthread.landing import Delivery

SHRUNK = (
    "The file holds {rows:,} rows, {share}% of the {earlier:,} in the last delivery of the same length of period. "
    "Check that the extract is complete; `goldenthread withdraw` takes it out again."
)
UNREAD = (
    "Its stated period cannot be read: dates are DD/MM/YYYY or YYYY-MM-DD, and month-first dates are taken for day-first "
    "where they can be."
)
UNUSED = {
    methods.FIRST: "No period can be derived from it, so it is used for none: no event ends, by a date that can be read, "
    "before the month of receipt.",
    methods.SECOND: "No period can be derived from it, so it is used for none: before the month of receipt, no month is "
    "complete in requests, assessments and services.",
}
STRANGER = (
    "It is the first delivery of council {code} here, beside {others}. If it is not yours, withdraw it, and set "
    "GOLDENTHREAD_LA_CODES so that others are refused."
)
DUPLICATE = "The same bytes were delivered on {received_at:%-d %B %Y at %H:%M:%S} as {file_name}."


def related(
    deliveries: list[Delivery], withdrawn: set[str], derivation: str = methods.FIRST
) -> list[Delivery]:
    """The deliveries in order of receipt, with what each is to those before it.

    withdrawn: ids of loads taken out. A withdrawn load is compared with nothing and nothing with it. derivation: of
    the periods that they cover (methods.py).
    """
    ordered = sorted(
        _firsts(deliveries, withdrawn), key=lambda each: (each.received_at, each.extract, each.delivery_id)
    )
    told: list[Delivery] = []
    earlier = _Earlier()
    for each in ordered:
        if each.status == "loaded":
            each = replace(each, withdrawn=each.load_id in withdrawn)
            if not each.withdrawn:
                each = _compared(each, earlier, derivation)
            earlier.add(each)
        told.append(each)
    return told


class _Earlier:
    """What is remembered of the loads so far, so that a register of years is not gone through again for each."""

    def __init__(self) -> None:
        self.of_period: dict[tuple[Any, ...], str] = {}  # extract, council, period to the last load's id
        self.of_length: dict[tuple[Any, ...], int] = {}  # extract, council, months to the last load's rows
        self.councils: dict[str, set[str]] = {}  # extract to those whose loads have come, withdrawn ones too

    def add(self, each: Delivery) -> None:
        """Remember a load."""
        if each.la_code:
            self.councils.setdefault(each.extract, set()).add(each.la_code)
        if each.withdrawn:
            return
        self.of_period[_period(each)] = each.load_id
        if each.rows_loaded:
            self.of_length[_length(each)] = each.rows_loaded


def _period(each: Delivery) -> tuple[Any, ...]:
    return each.extract, each.la_code, each.period_start, each.period_end


def _length(each: Delivery) -> tuple[Any, ...]:
    return each.extract, each.la_code, each.months


def _firsts(deliveries: list[Delivery], withdrawn: set[str]) -> list[Delivery]:
    """Of deliveries of the same bytes, the first received is the load and the others are its duplicates."""
    same: dict[tuple[str, str], list[Delivery]] = {}
    for each in deliveries:
        same.setdefault((each.extract, each.load_id), []).append(each)
    told = []
    for group in same.values():
        loaded = next((each for each in group if each.status == "loaded"), None)
        if loaded is None:
            told += group
            continue
        told += [each for each in group if each.status == "refused"]
        copies = sorted(
            (each for each in group if each.status != "refused"), key=lambda each: each.received_at
        )
        told += [_as(each, loaded, copies[0], loaded.load_id in withdrawn) for each in copies]
    return told


def _as(each: Delivery, loaded: Delivery, first: Delivery, withdrawn: bool) -> Delivery:
    """One delivery of bytes that were loaded: the load itself, or a duplicate of it."""
    own = {
        "delivery_id": each.delivery_id,
        "file_name": each.file_name,
        "received_at": each.received_at,
        "received_from": each.received_from,
    }
    if each is first:
        return replace(loaded, **own)
    told = DUPLICATE.format(received_at=first.received_at, file_name=first.file_name)
    if withdrawn:
        told += (
            f" They were withdrawn since; `goldenthread withdraw {each.load_id} --restore` puts them back."
        )
    return replace(
        loaded, **own, status="duplicate", reason=told, duplicate_of=first.delivery_id,
        rows_in=loaded.rows_in, rows_loaded=0, rows_set_aside=loaded.rows_in, rows_warned=0,
    )  # fmt: skip


def _compared(each: Delivery, earlier: _Earlier, derivation: str) -> Delivery:
    """A load beside the council's earlier ones: whether it corrects one, whether it shrank."""
    stated = each.facts.get("period", "stated") == "stated"
    if stated and not (each.period_start and each.period_end and each.period_start <= each.period_end):
        each = replace(each, reason=UNREAD)
    if "months" in each.facts and each.counted.period(derivation) is None:
        each = replace(each, reason=" ".join([each.reason, UNUSED[derivation]]).strip())
    if superseded := earlier.of_period.get(_period(each)):
        each = replace(each, supersedes=superseded)
    before, below = earlier.of_length.get(_length(each)), each.facts.get("fewer_rows_below")
    if before and below and each.rows_loaded < below * before:
        told = SHRUNK.format(rows=each.rows_loaded, share=100 * each.rows_loaded // before, earlier=before)
        each = replace(each, reason=" ".join([each.reason, told]).strip())
    councils = earlier.councils.get(each.extract)
    if councils and each.la_code and each.la_code not in councils:
        told = STRANGER.format(code=each.la_code, others=", ".join(sorted(councils)))
        each = replace(each, reason=" ".join([each.reason, told]).strip())
    return each
