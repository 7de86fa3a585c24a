"""How figures, dates and what is withheld are written: each of them here and nowhere else.

Counts come first, "403 of 776 (51.9%)"; percentages are taken from the counts and rounded once,
half up, last. The three marks are those of the national statistics that councils already read.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from markupsafe import Markup

from goldenthread import periods
from goldenthread.comparators import Comparator
from goldenthread.marks import MISSING, NOT_APPLICABLE, WITHHELD
from goldenthread.metrics import Metric
from goldenthread.periods import ending
from goldenthread.published import Value
from goldenthread.rounding import Number, rounded, wholes

MARKS = {
    WITHHELD: "withheld, because so few people are counted that someone might be recognised",
    MISSING: "not available: no delivery covers it, or what the measure needs besides is not held",
    NOT_APPLICABLE: "not applicable, because there was nobody to count",
}


def decimal(exact: Fraction | int) -> Decimal:
    """A fraction to as many places as any rounding needs."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def figure(number: Number | None, unit: str) -> str:
    """One number as its unit is written: ``51.9%``, ``£1,234``, ``1,234``; ``[x]`` when there is none."""
    if number is None:
        return MISSING
    if unit == "percent":
        return f"{rounded(number, 1):,}%"
    if unit == "pounds":
        return f"£{rounded(number):,}"
    return f"{rounded(number, 0 if number == int(number) else 1):,}"


def stated(value: Value, metric: Metric) -> str:
    """A published figure in full, counts first.

    A proportion is ``403 of 776 (51.9%)``, a rate ``12 of 3,400 (3.5 per 1,000)``, a mean ``646 over 34 (19.0 days)``,
    of posts that are kept in hundredths ``8.7 of 99.9 (8.7%)``,
    a count ``1,234``, a median ``12 days (median of 45)``. A figure of which any part is withheld is ``[c]`` as a whole,
    and one of nobody ``[z]``.
    """
    said = brief(value, metric)
    if said in (WITHHELD, MISSING) or metric.kind in ("count", "sum"):
        return said
    if metric.kind == "median":
        return said if value.value is None else f"{said} (median of {figure(value.denominator, 'people')})"
    if said == NOT_APPLICABLE and not value.numerator:
        return said
    is_mean = metric.per and metric.per * metric.units("numerator") == metric.whole * metric.units(
        "denominator"
    )
    word = "over" if is_mean else "of"
    return f"{counted(value, 'numerator', metric)} {word} {counted(value, 'denominator', metric)} ({said})"


def counted(value: Value, part: Literal["numerator", "denominator"], metric: Metric) -> str:
    """A count as it is printed: ``1,234``; of what is kept in hundredths or pence the wholes, ``17.3``."""
    number, units = getattr(value, part), metric.units(part)
    return figure(number, "people") if number is None else wholes(number, units)


def counts(value: Value, metric: Metric) -> tuple[str, str]:
    """Numerator and denominator as a table prints them beside a figure; nothing of one that is withheld."""
    if value.withheld is not None:
        return WITHHELD, WITHHELD
    return tuple(
        "none" if getattr(value, part) is None else counted(value, part, metric)
        for part in ("numerator", "denominator")
    )


def brief(value: Value, metric: Metric) -> str:
    """The same figure without its counts, for a chart's label: ``51.9%``, ``1,234``, or a mark."""
    if value.withheld is not None:
        return WITHHELD
    if value.missing:
        return MISSING
    number = plotted(value, metric)
    if number is None:
        return NOT_APPLICABLE
    return told(number, metric)


def told(number: Decimal, metric: Metric) -> str:
    """A number as a metric's figures are told: ``51.9%``, ``1,234``, ``3.5 per 1,000 residents``, ``12 days``."""
    if metric.kind == "rate" and metric.unit != "percent":
        return f"{rounded(number, 1):,} {metric.unit}"
    said = figure(number, metric.unit)
    return f"{said} {metric.unit}" if metric.kind == "median" else said


def beside(published: Comparator, metric: Metric) -> str:
    """A published figure with its year in the same breath: ``77.1% (2024/25)``, or the marker it was published with.

    A rate says of what: ``14.6 per 100,000 residents (2024/25)``.
    Peers' is their median, with its range and among how many: ``74.2% (2024/25; 61.0% to 80.1%, 12 of 15 councils)``.
    """
    if published.value is None:
        return f"{published.marker} ({published.year})"
    percent = "%" if metric.unit == "percent" else ""
    said, low, high = (
        None if number is None else f"{rounded(number, published.decimals):,}{percent}"
        for number in (published.value, published.lowest, published.highest)
    )
    if metric.kind == "rate" and not percent:
        said = f"{said} {metric.unit}"
    if low is None:
        return f"{said} ({published.year})"
    among = f"{published.councils_with_a_figure} of {published.councils} councils"
    return f"{said} ({published.year}; {low} to {high}, {among})"


def plotted(value: Value, metric: Metric) -> Decimal | None:
    """The number that is printed and drawn, rounded; None when there is none to print.

    Of counts that disclosure control rounded no percentage is made again: it was made of them as they were.
    """
    if value.withheld is not None or value.missing:
        return None
    if metric.kind == "count":
        return None if value.numerator is None else Decimal(value.numerator)
    is_of_counts = metric.kind in ("proportion", "rate") and not value.has_rounded_counts
    if is_of_counts and value.denominator and value.numerator is not None:
        return rounded(Decimal(metric.per or 100) * value.numerator / metric.whole / value.denominator, 1)
    return None if value.value is None else rounded(value.value, 1)


def day(date: dt.date) -> str:
    """``31 March 2026``."""
    return periods.said(date)


def month(date: dt.date) -> str:
    """``March 2026``."""
    return f"{date:%B %Y}"


def joined(words: Sequence[str]) -> str:
    """A list as it is spoken: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def plain(name: str) -> str:
    """A column's name as words: ``age_band`` is ``Age band``."""
    return name.replace("_", " ").capitalize()


def role(name: str) -> str:
    """A role's name as words: ``performance-team`` is ``performance team``."""
    return name.replace("-", " ")


def when(value: Value, metric: Metric) -> str:
    """The time that a figure is for: ``31 March 2026`` for a snapshot, ``January to March 2026`` for a flow.

    For a rolling measure ``twelve months to 31 March 2026``.
    """
    if metric.measured == "snapshot":
        return day(value.period_end)
    if metric.measured == "rolling":
        return f"twelve months to {day(value.period_end)}"
    months = (value.period_end.month - value.period_start.month) % 12 + 1
    return ending(value.period_end, months).words


def opening(text: str) -> str:
    """A text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """A text as it stands within a sentence: ``Head of DoLS`` is ``head of DoLS``, and ``CQC lead`` stays as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def sentence(text: str) -> str:
    """What people wrote in a register as the end of a sentence: with one full stop, whether they gave one or not."""
    return text.rstrip(" .") + "."


def after(text: str, start: str) -> str:
    """What follows ``start`` in ``text``."""
    return text.removeprefix(start)


def before(text: str, end: str) -> str:
    """What stands in ``text`` before ``end``, all of it where that is not there."""
    return text.partition(end)[0]


def deeper(page: str, levels: int) -> Markup:
    """A piece of a page with each of its headings so many levels further down."""
    return Markup(re.sub(r"(?<=<)(/?h)([1-6])\b", lambda found: f"{found[1]}{int(found[2]) + levels}", page))


FILTERS = {
    filter.__name__: filter
    for filter in (
        figure,
        stated,
        brief,
        counts,
        beside,
        day,
        month,
        joined,
        plain,
        role,
        when,
        opening,
        sentence,
        within,
        after,
        before,
        deeper,
    )
}
