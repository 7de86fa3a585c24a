"""What the rules of statistical process control say of a measure, in words: for the headlines, the chart and its text.

Everything here is worked out from published figures, so that it tells nothing that they do not. Where one of a series
is withheld nothing is said of the series: limits are made of every figure, and could give the withheld one back.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from goldenthread import series, spc
from goldenthread.metrics import Metric
from goldenthread.published import Published, Value
from goldenthread.series import Series
from reports import filters

UP, DOWN, LEVEL = "▲", "▼", "●"
TYPES = {
    spc.COMMON: "no sign of change",
    spc.IMPROVEMENT: "improvement",
    spc.CONCERN: "concern",
    spc.HIGH: "higher",
    spc.LOW: "lower",
}
"""What each type of point is called; the sign before it says which way the figures went, and only that."""
DRAWN = {spc.IMPROVEMENT: "diamonds", spc.CONCERN: "squares", spc.HIGH: "triangles", spc.LOW: "triangles"}
"""What each is drawn as in a chart."""
ASSURED = {
    spc.PASS: ("✓", "met consistently"),
    spc.FAIL: ("✗", "missed consistently"),
    spc.EITHER: ("?", "may be met or missed"),
}
NONE_OVERLAPS = "no limits, because its periods overlap"
NONE_WITHHELD = "not told, because a figure is withheld"
NONE_TOO_FEW = "too few figures"


@dataclass(frozen=True)
class Limit:
    """One printed number of a chart: its mean or one of its limits, with its reference."""

    ref: str
    said: str


@dataclass(frozen=True)
class Signs:
    """A measure's chart up to a day, or None and why there is none."""

    metric: Metric
    end: dt.date
    found: Series | None
    why_not: str | None

    @property
    def variation(self) -> str:
        """The icon of the last figure with its words: ``▼ improvement``; or why there is none."""
        if self.found is None or self.found.last.upper is None:
            return self.why_not or NONE_TOO_FEW
        kind = self.found.chart.variation
        if kind is None:
            return f"no figure for the latest {self.step}"
        return f"{sign(self.found.chart.causes[-1])} {TYPES[kind]}{' (trial limits)' if self.trial else ''}"

    @property
    def heading(self) -> str:
        """The same, as a cell begins with it."""
        first, _, rest = self.variation.partition(" ")
        return (
            f"{first} {filters.opening(rest)}"
            if first in (UP, DOWN, LEVEL)
            else filters.opening(self.variation)
        )

    @property
    def assurance(self) -> str | None:
        """The icon of the target with its words; None where there is no target or no limits."""
        if self.found is None or self.found.last.upper is None or self.found.chart.assurance is None:
            return None
        return " ".join(ASSURED[self.found.chart.assurance])

    @property
    def trial(self) -> bool:
        """Whether the limits are a first trial, of fewer than 13 figures."""
        return self.found is not None and self.found.last.trial

    @property
    def step(self) -> str:
        """What one figure is of: ``month`` or ``quarter``."""
        return "month" if series.step(self.metric) == 1 else "quarter"

    @property
    def drawn(self) -> bool:
        """Whether there are limits at the end of the series."""
        return self.found is not None and self.found.last.upper is not None

    @property
    def because(self) -> str | None:
        """Why the last figure has the icon that it has, as a sentence goes on; None for one that is like the others."""
        cause = self.found.chart.causes[-1] if self.drawn and self.found else None
        return None if cause in (None, "Common Cause") else why(cause, self.step)

    @property
    def way(self) -> int:
        """1 or -1 where the last figure is flagged as above or below, or as going up or down; else 0."""
        return {UP: 1, DOWN: -1, LEVEL: 0}[
            sign(self.found.chart.causes[-1] if self.drawn and self.found else None)
        ]

    @property
    def since(self) -> dt.date:
        """The first day of the figures that the last limits are of."""
        return self.found.start(self.found.last)

    @property
    def mean(self) -> Limit:
        """The mean that holds at the end."""
        return self._limit("mean", self.found.last.mean)

    @property
    def lower(self) -> Limit | None:
        """The lower limit; None where no figure could lie below it."""
        return self._limit("lower", self.found.last.lower) if self._possible(self.found.last.lower) else None

    @property
    def upper(self) -> Limit | None:
        """The upper limit; None where no figure could lie above it."""
        return self._limit("upper", self.found.last.upper) if self._possible(self.found.last.upper) else None

    @property
    def limits(self) -> list[Limit]:
        """Those that are printed, in their order."""
        return [each for each in (self.mean, self.lower, self.upper) if each is not None]

    @cached_property
    def points(self) -> dict[dt.date, dict]:
        """What is drawn beside a figure, by the last day of its period: limits that it could pass, and its type."""
        if self.found is None:
            return {}
        chart = self.found.chart
        return {
            each.period.end: {
                "stretch": chart.stretch_of[place],
                "type": chart.types[place] or "",
                **{
                    name: float(number) if number is not None and self._possible(number) else None
                    for name, number in _lines(chart.limits(place))
                },
            }
            for place, each in enumerate(self.found.figures)
        }

    def flagged(self, shown: list[Value]) -> list[tuple[list[dt.date], str, list[str]]]:
        """Runs of flagged figures among those shown: their periods' last days, what they are, and each rule broken."""
        if not self.drawn or self.found is None:
            return []
        wanted = {value.period_end for value in shown}
        points = zip(self.found.figures, self.found.chart.types, self.found.chart.causes, strict=True)
        told = [
            (
                each.period.end,
                f"{sign(cause)} {TYPES[kind]}, as {DRAWN[kind]}," if kind in DRAWN else None,
                cause,
            )
            for each, kind, cause in points
            if each.period.end in wanted
        ]
        runs = []
        for words, run in groupby(told, key=lambda each: each[1]):
            if words is not None:
                ends, _, causes = zip(*run, strict=True)
                runs.append(
                    (list(ends), words, list(dict.fromkeys(why(cause, self.step) for cause in causes)))
                )
        return runs

    def _limit(self, name: str, number) -> Limit:
        said = filters.told(filters.decimal(number), self.metric)
        return Limit(f"{self.metric.id}@{self.end}/{series.LIMITS}={name}", said)

    def _possible(self, number) -> bool:
        """Whether a figure of this kind could be as small or as great as a number."""
        if self.metric.kind == "sum":
            return True
        return number >= 0 and (self.metric.kind != "proportion" or number <= 100)


def _lines(limits: spc.Limits) -> list[tuple]:
    """The three lines of a stretch; none where it has no limits."""
    numbers = (limits.mean, limits.lower, limits.upper) if limits.upper is not None else (None,) * 3
    return list(zip(("mean", "lower", "upper"), numbers, strict=True))


def of(published: Published, metric: Metric, la_code: str, end: dt.date) -> Signs:
    """The signs of a measure for a council up to a day, from what a release has published."""
    if not series.is_charted(metric):
        return Signs(metric, end, None, NONE_OVERLAPS)
    values = published.history(metric, la_code, end)
    if any(value.withheld for value in values):
        return Signs(metric, end, None, NONE_WITHHELD)
    known = {value.period_end: _number(value, metric) for value in values}
    found = series.of(metric, known)
    last = found.figures[-1].period.end if found else end
    return Signs(metric, last, found, None if found else NONE_TOO_FEW)


def _number(value: Value, metric: Metric) -> Fraction | None:
    """A figure of the series: of its counts, or as it was published where these were rounded."""
    if value.has_rounded_counts and value.value is not None:
        return spc.exact(value.value)
    return series.counted(metric, value.numerator, value.denominator, value.value)


def sign(cause: str | None) -> str:
    """Which way the figures went: a sign that stands before a word, never instead of it."""
    if cause in (None, "Common Cause"):
        return LEVEL
    return UP if "Above" in cause or "Increasing" in cause else DOWN


def why(cause: str, step: str) -> str:
    """A special cause in words, of one figure: ``below the lower limit``."""
    side = "above" if "Above" in cause else "below"
    if "CL" not in cause or "UCL" in cause or "LCL" in cause:
        if "Trend" not in cause:
            return f"{side} the {'upper' if side == 'above' else 'lower'} limit"
        points, way = cause.split()[0], "rise" if "Increasing" in cause else "fall"
        return f"among {points} or more {step}s in a row that {way}"
    if cause.startswith("2 in 3"):
        return f"among two of three {step}s near the {'upper' if side == 'above' else 'lower'} limit"
    return f"among {cause.split()[0]} or more {step}s in a row {side} the mean"
