"""A release as the outside world may read it: its ``public/`` folder, and nothing else.

By the time figures are here, small numbers have been withheld. Packs and the site are written from
this module alone, so that what was withheld cannot slip into a paper: a path that leads out of
``public/`` is refused, whatever links lie on the way. Papers for the council's own people are written
from ``Internal``: true values, and of other tables those that it names, never one with a row per person.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pyarrow.parquet as pq

from goldenthread.metrics import Metric
from goldenthread.periods import Period, ending, month_ends

ALL = "all"
VALUES = "metric_values_public.parquet"
CATALOGUE = "metric_catalogue.json"
RELEASE = "release.json"
ABSENCES = "metric_absences.json"
NUMBERS = re.compile(r"([0-9]+)")
AT_THE_END = ("unknown", "no data", "not known", "other")  # of a breakdown: groups that say nothing
DELIVERIES = "deliveries.json"
NAMED = (
    "metric_id", "la_code", "period_start", "period_end", "breakdown", "breakdown_value",
    "numerator", "denominator", "value", "withheld",
)  # fmt: skip


class PublishedError(ValueError):
    """There is no such release, or a file outside its public folder was asked for."""


@dataclass(frozen=True)
class Value:
    """One published figure, as counts first.

    ``numerator`` and ``denominator`` are whole counts; ``value`` is unrounded (a percentage for a
    proportion); ``withheld`` says why when disclosure control has taken it out. All are None when
    nothing was published.
    """

    metric_id: str
    la_code: str
    period_start: dt.date
    period_end: dt.date
    breakdown: str
    breakdown_value: str
    numerator: int | None
    denominator: int | None
    value: float | None
    withheld: str | None
    beside_quarter: bool = False  # a month that ends with its quarter, of a metric that has both
    absent_because: str | None = None  # why nothing was published, as far as the release says
    has_rounded_counts: bool = False  # then ``value`` is of the counts before they were rounded

    @property
    def ref(self) -> str:
        """The figure's reference within its release; by the day on which its period ends, unless a quarter owns that: then by its month."""
        when = f"{self.period_end:%Y-%m}" if self.beside_quarter else f"{self.period_end}"
        cut = "" if self.breakdown == ALL else f"/{self.breakdown}={self.breakdown_value}"
        return f"{self.metric_id}@{when}{cut}"

    @property
    def missing(self) -> bool:
        """Whether nothing was published for it (which is not the same as withheld, or as none)."""
        return (
            self.withheld is None
            and self.numerator is None
            and self.denominator is None
            and self.value is None
        )


Key = tuple[str, str, str, str, dt.date, dt.date]


class Published:
    """One release's public figures, read into memory once."""

    reach = "public"
    """For whom its figures are: everybody."""

    def __init__(self, public: Path) -> None:
        self.public = public.resolve()
        self.about: dict[str, Any] = json.loads(self.file(RELEASE).read_text(encoding="utf-8"))
        entries = json.loads(self.file(CATALOGUE).read_text(encoding="utf-8"))
        self.catalogue = [Metric.model_validate(entry) for entry in entries]
        self._flows = {metric.id for metric in self.catalogue if "month" in metric.periods} & {
            metric.id for metric in self.catalogue if "quarter" in metric.periods
        }
        self._absent = self._absences()
        self._values: dict[Key, Value] = {}
        self._keys: dict[tuple[str, str], list[Key]] = {}  # of a metric and a council
        self._first: dict[tuple[str, str], dt.date] = {}
        self._read(self._figures())

    @classmethod
    def open(cls, home: Path, release: str | None = None) -> Self:
        """Open ``current``, or the release named. PublishedError says which releases there are.

        ``current`` is resolved once, so a swap while a paper is being written changes nothing in it.
        """
        releases = home / "published" / "releases"
        known = sorted(path.name for path in releases.iterdir()) if releases.is_dir() else []
        folder = home / "published" / "current" if release is None else releases / release
        public = (folder / "public").resolve()
        wanted = release is None or release in known
        if not wanted or not (public / RELEASE).is_file() or not public.is_relative_to(releases.resolve()):
            told = (
                f"there are: {', '.join(known)}"
                if known
                else "nothing has been published yet; run: goldenthread refresh"
            )
            raise PublishedError(f"no release {release or 'is current'} under {home / 'published'}; {told}")
        return cls(public)

    def file(self, name: str) -> Path:
        """The path of a public file. PublishedError when it lies anywhere but in ``public/``."""
        path = (self.public / name).resolve()
        if not path.is_relative_to(self.public):
            raise PublishedError(f"{name} is not in the release's public folder, and only that may be read")
        return path

    def table(self, name: str, la_code: str | None = None) -> list[dict[str, Any]]:
        """The rows of a public table besides the figures, of one council or of all; none where the release has no such table.

        ``records``, ``links``, ``claims`` and ``coverage`` are of the registers.
        """
        path = self.file(f"{name}.parquet")
        rows = pq.read_table(path).to_pylist() if path.is_file() else []
        return [row for row in rows if la_code is None or row["la_code"] == la_code]

    def deliveries(self, extract: str, la_code: str) -> list[dict[str, Any]]:
        """What an extract's figures were made of: each delivery's day of receipt and hash, earliest first."""
        path = self.file(DELIVERIES)
        told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        return [each for each in told if each["extract"] == extract and each["la_code"] in (None, la_code)]

    @property
    def release(self) -> str:
        """The release's id."""
        return self.about["release"]

    @property
    def as_at(self) -> dt.date:
        """The date on which the release's question was asked."""
        return dt.date.fromisoformat(self.about["as_at"])

    @property
    def synthetic(self) -> bool:
        """Whether the release is of invented people."""
        return bool(self.about["synthetic"])

    @property
    def councils(self) -> dict[str, str]:
        """Council code to name, by code."""
        return {council["la_code"]: council["la_name"] for council in self.about["councils"]}

    def value(
        self, metric: Metric, la_code: str, period: Period, breakdown: str = ALL, breakdown_value: str = ALL
    ) -> Value:
        """The figure for a period: a snapshot's at its last month end, a rolling measure's twelve months to its end.

        A figure that was not published comes back with nothing in it (``missing``), and why, where the release says.
        """
        start, end = _measured(metric, period)
        key = (metric.id, la_code, breakdown, breakdown_value, start, end)
        return self._values.get(key) or Value(
            metric.id, la_code, start, end, breakdown, breakdown_value, None, None, None, None,
            self._beside_quarter(metric.id, start, end), self._absent.get((metric.id, la_code, start, end)),
        )  # fmt: skip

    def run(self, metric: Metric, la_code: str, last: dt.date, months: int) -> list[Value]:
        """The figures of the ``months`` to ``last``, earliest first, the missing ones among them.

        By month; by quarter for a metric that has no months.
        """
        if "month" in metric.periods:
            return [self.value(metric, la_code, ending(end, 1)) for end in month_ends(last, months)]
        quarters = [end for end in month_ends(last, months) if end.month % 3 == 0]
        return [self.value(metric, la_code, ending(end, 3)) for end in quarters]

    def history(self, metric: Metric, la_code: str, last: dt.date) -> list[Value]:
        """Every undivided figure of a metric's run up to ``last``, from the first published, the missing ones among them."""
        first = self._first.get((metric.id, la_code))
        if first is None or first > last:
            return []
        return self.run(metric, la_code, last, (last.year - first.year) * 12 + last.month - first.month + 1)

    def breakdowns(self, metric: Metric, la_code: str, period: Period) -> dict[str, list[Value]]:
        """Breakdown, in alphabetical order, to its figures for the period, group by group; crosses are left out."""
        start, end = _measured(metric, period)
        found: dict[str, list[Value]] = {}
        for key in sorted(self._of(metric.id, la_code, start, end)):
            if key[2] != ALL and " x " not in key[2]:
                found.setdefault(key[2], []).append(self._values[key])
        return {name: sorted(values, key=_group_by_group) for name, values in found.items()}

    def latest(self, metric: Metric, la_code: str) -> Value | None:
        """The last figure for everyone, a quarter's before a month's.

        Where there is none, the last period that is due one, with why; None when nothing is due.
        """
        keys = [key for key in self._keys.get((metric.id, la_code), []) if key[2] == ALL]
        if keys:
            return self._values[min(keys, key=lambda key: (-key[5].toordinal(), key[4]))]
        due = [key for key in self._absent if key[:2] == (metric.id, la_code)]
        if not due:
            return None
        last = max(due, key=lambda key: key[3])
        return Value(*last[:2], *last[2:], ALL, ALL, None, None, None, None, False, self._absent[last])

    def quarters(self, metrics: Iterable[Metric]) -> list[Period]:
        """The quarters for which any of the metrics was published, earliest first."""
        wanted = {metric.id for metric in metrics}
        ends = {key[5] for key in self._values if key[0] in wanted and key[2] == ALL}
        return sorted(ending(end, 3) for end in ends if end.month % 3 == 0)

    def _figures(self) -> list[dict[str, Any]]:
        """The rows of figures, by ``NAMED``."""
        return pq.read_table(self.file(VALUES), columns=list(NAMED)).to_pylist()

    def _absences(self) -> dict[tuple[str, str, dt.date, dt.date], str]:
        """Why a metric has no figure for a period; releases from before reasons were kept have none."""
        if not (self.public / ABSENCES).is_file():
            return {}
        told = json.loads(self.file(ABSENCES).read_text(encoding="utf-8"))
        return {
            (
                each["metric_id"], each["la_code"], dt.date.fromisoformat(each["period_start"]),
                dt.date.fromisoformat(each["period_end"]),
            ): each["absent_because"]
            for each in told
        }  # fmt: skip

    def _of(self, metric_id: str, la_code: str, start: dt.date, end: dt.date) -> list[Key]:
        return [key for key in self._keys.get((metric_id, la_code), []) if (key[4], key[5]) == (start, end)]

    def _beside_quarter(self, metric_id: str, start: dt.date, end: dt.date) -> bool:
        return metric_id in self._flows and end.month % 3 == 0 and start.month == end.month

    def _read(self, rows: list[dict[str, Any]]) -> None:
        is_rounded = self.reach == "public" and bool(self.about.get("disclosure", {}).get("rounded_to"))
        for row in rows:
            value = Value(
                *(row[name] for name in NAMED),
                beside_quarter=self._beside_quarter(row["metric_id"], row["period_start"], row["period_end"]),
                has_rounded_counts=is_rounded,
            )
            where = (value.metric_id, value.la_code, value.breakdown, value.breakdown_value)
            key = (*where, value.period_start, value.period_end)
            self._values[key] = value
            self._keys.setdefault((value.metric_id, value.la_code), []).append(key)
            if value.breakdown == ALL:
                first = self._first.setdefault((value.metric_id, value.la_code), value.period_end)
                self._first[value.metric_id, value.la_code] = min(first, value.period_end)


class Internal(Published):
    """The same release with true values and tables of its internal folder, for papers that are never served."""

    reach = "internal"
    TABLES = frozenset({"fct_actions", "fct_alerts", "fct_return_items", "loads", "quality_results"})
    """Those that may be read, none of them with a row per person."""

    def table(self, name: str, la_code: str | None = None) -> list[dict[str, Any]]:
        """The rows of a public table, or of one of ``TABLES``."""
        if name not in self.TABLES:
            return super().table(name, la_code)
        path = self._internal(f"{name}.parquet")
        rows = pq.read_table(path).to_pylist() if path.is_file() else []
        return [row for row in rows if la_code is None or row.get("la_code") in (None, la_code)]

    def _figures(self) -> list[dict[str, Any]]:
        known = {metric.id for metric in self.catalogue}
        columns = [name for name in NAMED if name != "withheld"]
        rows = pq.read_table(self._internal("metric_values.parquet"), columns=columns).to_pylist()
        return [row | {"withheld": None} for row in rows if row["metric_id"] in known]

    def _internal(self, name: str) -> Path:
        return self.public.parent / "internal" / name


def _group_by_group(value: Value) -> tuple[int, list[str | int]]:
    """Groups by name, its numbers as numbers, "Under 18" before "18 to 64", and those that say nothing last."""
    name = value.breakdown_value.lower()
    parts = [int(part) if at % 2 else part for at, part in enumerate(NUMBERS.split(name))]
    return name.startswith(AT_THE_END) - name.startswith("under "), parts


def _measured(metric: Metric, period: Period) -> tuple[dt.date, dt.date]:
    """First and last day of what a metric says for a period."""
    if metric.measured == "rolling":
        end = month_ends(period.end, metric.lag_months + 1)[0]
        return ending(end, 12).start, end
    return (period.start if metric.measured == "flow" else period.end.replace(day=1)), period.end
