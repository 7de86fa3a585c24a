"""Two figures of one measure: whether they lie further apart than chance alone would take them, in words.

Said of published counts only. Where either figure is withheld, or is no proportion or rate, nothing is said.
"""

from goldenthread import uncertainty
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import filters

NO_MORE = "● no more than chance"
WORDS = {"up": ("improvement", "concern"), "down": ("concern", "improvement"), "neutral": ("higher", "lower")}
"""By which way is good: what going up is called, and going down."""


def interval(value: Value | None, metric: Metric) -> uncertainty.Interval | None:
    """A printed figure's 95% interval; None where there is none, or no figure."""
    if value is None or value.withheld is not None:
        return None
    return uncertainty.of(metric, value.numerator, value.denominator)


def between(value: Value | None, metric: Metric) -> str | None:
    """The same in words: ``44.7% to 66.0%``, ``3.1 to 4.2 per 1,000 residents``."""
    found = interval(value, metric)
    if found is None:
        return None
    lower, upper = (filters.rounded(end, 1) for end in (found.lower, found.upper))
    if metric.kind == "rate" and metric.unit != "percent":
        return f"{lower:,} to {upper:,} {metric.unit}"
    return f"{lower}% to {upper}%"


def moved(now: Value, then: Value, metric: Metric) -> int | None:
    """1 or -1 when a figure lies above or below an earlier one, intervals and all; 0 when by no more than chance.

    None when nothing can be said.
    """
    last, first = interval(now, metric), interval(then, metric)
    if last is None or first is None:
        return None
    return 0 if not last.apart(first) else 1 if last.lower > first.upper else -1


def change(now: Value, then: Value, metric: Metric) -> str | None:
    """What became of a figure since an earlier one: ``▼ improvement``, ``▲ higher``, ``● no more than chance``, or None."""
    way = moved(now, then, metric)
    if way is None:
        return None
    up, down = WORDS[metric.good]
    return {1: f"▲ {up}", -1: f"▼ {down}", 0: NO_MORE}[way]
