"""How far chance alone may move a figure: intervals for proportions and rates, margins of error for surveys.

A council counts everyone, so these are not the errors of a sample: they say how much another year like this one could
have differed by chance. An interval is made of a figure's own counts and tells nothing that they do not.
"""

import math
from dataclasses import dataclass

from goldenthread.metrics import Metric

Z = 1.959964
"""Of the normal distribution, for 95 in a hundred."""
TAIL = 0.025
FEW = 10  # counts below this have exact limits, others Byar's, as the public health profiles for England have them

SURVEY = "survey"  # what the entry of a metric says that is the share of those who answered one


@dataclass(frozen=True)
class Interval:
    """From ``lower`` to ``upper``, both included, in whatever the figure is in."""

    lower: float
    upper: float

    def times(self, factor: float) -> "Interval":
        """The same, in another unit."""
        return Interval(self.lower * factor, self.upper * factor)

    def apart(self, other: "Interval") -> bool:
        """Whether two intervals have nothing in common. It asks more than a test of the difference would."""
        return self.upper < other.lower or other.upper < self.lower


def wilson(numerator: int, denominator: int) -> Interval:
    """The 95% interval of a proportion, as a share (Wilson 1927, the score method, without continuity correction).

    Raises ValueError for a proportion over nobody, or of more than there are.
    """
    if not 0 <= numerator <= denominator or not denominator:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    n, share, square = denominator, numerator / denominator, Z * Z
    middle = share + square / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    lower, upper = ((middle + sign * reach) / (1 + square / n) for sign in (-1, 1))
    return Interval(lower if numerator else 0.0, upper if numerator < n else 1.0)


def poisson(count: int) -> Interval:
    """The 95% interval of a count of rare events: exact below ten (Garwood 1936), else Byar's (Breslow and Day 1987).

    Raises ValueError for a count below nought.
    """
    if count < 0:
        raise ValueError(f"{count} is no count")
    if count < FEW:
        return Interval(_mean_for(count - 1, 1 - TAIL) if count else 0.0, _mean_for(count, TAIL))
    return Interval(_byar(count, -1), _byar(count + 1, 1))


def _byar(count: int, sign: int) -> float:
    return count * (1 - 1 / (9 * count) + sign * Z / (3 * math.sqrt(count))) ** 3


def _mean_for(most: int, chance: float) -> float:
    """The mean at which a Poisson count is at most ``most`` with a chance, by halving."""
    low, high = 0.0, 5.0 * FEW
    for _ in range(200):
        mean = (low + high) / 2
        term = total = math.exp(-mean)
        for each in range(1, most + 1):
            term *= mean / each
            total += term
        low, high = (mean, high) if total > chance else (low, mean)
    return (low + high) / 2


def survey_margin(share: float, respondents: int, population: int | None = None) -> float:
    """The 95% margin of error of a survey's share, as a share, by simple random sampling.

    population: how many could have been asked; the margin is narrower where many of them were. Raises ValueError
    for a share outside 0 to 1, nobody asked, or fewer who could have been asked than were.
    """
    if not 0 <= share <= 1 or respondents < 1 or (population is not None and population < respondents):
        raise ValueError(f"{share} of {respondents} respondents among {population} is no survey result")
    error = Z * math.sqrt(share * (1 - share) / respondents)
    if population is None:
        return error
    return error * math.sqrt((population - respondents) / (population - 1)) if population > 1 else 0.0


def margin(chance: str | None, numerator: int | None, denominator: int | None) -> float | None:
    """A survey's margin of error in percentage points, as papers print it; None for what is no survey's share, or of nobody.

    chance: the word of a metric's entry. By simple random sampling, and as if many more could have been asked than were: a
    survey that asked nearly everybody is surer than that.
    """
    if chance != SURVEY or numerator is None or not denominator:
        return None
    return 100 * survey_margin(numerator / denominator, denominator)


def of(metric: Metric, numerator: int | None, denominator: int | None) -> Interval | None:
    """A figure's interval in its metric's unit; None for one over nobody, or that chance does not move as these have it.

    A proportion, and a rate that is a part of its denominator, has Wilson's; a rate of events Poisson's. Scores, money and
    hundredths of posts are no counts of events, and have none: their numbers would make it far too narrow.
    """
    if numerator is None or not denominator:
        return None
    if metric.kind == "proportion":
        return wilson(numerator, denominator).times(100)
    if metric.chance == "part" and 0 <= numerator <= denominator:
        return wilson(numerator, denominator).times(metric.per or 100)
    if metric.chance == "events":
        return poisson(numerator).times((metric.per or 100) / denominator)
    return None
