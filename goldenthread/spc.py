"""Statistical process control: XmR limits, the four rules of special cause, and the two icons, as pure functions.

The rules are those of NHS England's "Making Data Count" as the R package NHSRplotthedots 0.2.2 applies them (MIT
licence; restated, not copied). Everything is worked out in fractions of the numbers as they are written, so a point
that lies on the mean or on a limit does so exactly, whatever binary fractions would make of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

WIDTH = Fraction("2.66")  # of the limits, in average moving ranges
SCREEN = Fraction("3.267")  # a moving range of so many averages is left out, once (Nelson 1982)
FEWEST = 13  # points from which limits are more than trial limits

INCREASE, DECREASE, NEUTRAL = "increase", "decrease", "neutral"
COMMON = "common_cause"
IMPROVEMENT, CONCERN = "special_cause_improvement", "special_cause_concern"
HIGH, LOW = "special_cause_neutral_high", "special_cause_neutral_low"
PASS, FAIL, EITHER = "consistent_pass", "consistent_fail", "inconsistent"

Number = int | float | Fraction


class BadSeries(ValueError):
    """A series that cannot be charted as asked; the message says what is wrong with it."""


@dataclass(frozen=True)
class RuleSet:
    """How many points make a shift and a trend. A rule set is never changed: another version is another entry."""

    name: str
    version: str
    shift: int
    trend: int


RULE_SETS = {each.name: each for each in (RuleSet("7/7", "1", 7, 7), RuleSet("6/6", "1", 6, 6))}
"""By name. 7/7 is the default; 6/6 is for those who compare with a spreadsheet set to six."""
DEFAULT = "7/7"


@dataclass(frozen=True)
class Limits:
    """Of one stretch between rebases: its first point, counted from nought, how many points it has, mean and limits.

    There is no mean without a point, and there are no limits without two neighbours to take a moving range of.
    """

    first: int
    points: int
    mean: Fraction | None
    lower: Fraction | None
    upper: Fraction | None

    @property
    def trial(self) -> bool:
        """Whether it has too few points for its limits to be more than a first trial."""
        return self.points < FEWEST


@dataclass(frozen=True)
class Chart:
    """What is said of a series: its stretches, and for each point its stretch, cause and type (None in a gap)."""

    stretches: list[Limits]
    stretch_of: list[int]
    causes: list[str | None]
    types: list[str | None]
    variation: str | None
    assurance: str | None

    def limits(self, point: int) -> Limits:
        """Mean and limits where a point is."""
        return self.stretches[self.stretch_of[point]]


def chart(
    y: Sequence[Number | None],
    direction: str,
    target: Number | None = None,
    *,
    screen: bool = True,
    fix_after: int | None = None,
    rebase: Sequence[int] = (),
    rules: RuleSet = RULE_SETS[DEFAULT],
) -> Chart:
    """Chart a series.

    y: its values in order, None for a gap: no moving range is taken over one, and it ends every run. direction: which
    way is better, increase, decrease or neutral. screen: whether great moving ranges are left out of the average.
    fix_after: limits are of each stretch's first so many points. rebase: the points, counted from nought, at which
    limits start afresh. Raises BadSeries when the direction, a rebase or fix_after is none.
    """
    if direction not in (INCREASE, DECREASE, NEUTRAL):
        raise BadSeries(f"direction {direction!r}: there are {INCREASE}, {DECREASE} and {NEUTRAL}")
    if fix_after is not None and fix_after < 1:
        raise BadSeries(f"limits cannot be fixed after {fix_after} points")
    if outside := [place for place in rebase if not 0 <= place < len(y)]:
        raise BadSeries(f"point {outside[0] + 1} is not in a series of {len(y)}, so no limits start there")
    values = [None if number is None else exact(number) for number in y]
    starts = sorted({0, *rebase}) if values else []
    stretches, stretch_of, causes = [], [], []
    for place, (start, end) in enumerate(pairwise([*starts, len(values)])):
        found = _limits(values[start:end], start, screen, fix_after)
        stretches.append(found)
        stretch_of += [place] * (end - start)
        causes += _causes(values[start:end], found, rules)
    types = [_type(cause, direction) for cause in causes]
    assured = assurance(stretches[-1], direction, target) if stretches else None
    return Chart(stretches, stretch_of, causes, types, types[-1] if types else None, assured)


def exact(number: Number) -> Fraction:
    """A number as it is written: 0.1 is a tenth."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def assurance(limits: Limits, direction: str, target: Number | None) -> str | None:
    """Whether a target will be met for certain, be missed for certain, or either; None without one or a direction.

    A target on a limit may be met or missed, and so may any where there are no limits.
    """
    if target is None or direction == NEUTRAL:
        return None
    wanted = exact(target)
    if limits.upper is not None and wanted > limits.upper:
        return FAIL if direction == INCREASE else PASS
    if limits.lower is not None and wanted < limits.lower:
        return PASS if direction == INCREASE else FAIL
    return EITHER


def _limits(values: list[Fraction | None], first: int, screen: bool, fix_after: int | None) -> Limits:
    """Mean and limits of one stretch."""
    known = [place for place, value in enumerate(values) if value is not None]
    base = values if fix_after is None or fix_after >= len(known) else values[: known[fix_after - 1] + 1]
    counted = [value for value in base if value is not None]
    if not counted:
        return Limits(first, 0, None, None, None)
    mean = _mean(counted)
    ranges = [abs(b - a) for a, b in pairwise(base) if a is not None and b is not None]
    if not ranges:
        return Limits(first, len(known), mean, None, None)
    average = _mean(ranges)
    if screen and average:  # where nothing moves, nothing stands out: the limits lie on the mean
        average = _mean([each for each in ranges if each < SCREEN * average])
    return Limits(first, len(known), mean, mean - WIDTH * average, mean + WIDTH * average)


def _mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def _causes(values: list[Fraction | None], limits: Limits, rules: RuleSet) -> list[str | None]:
    """The first of the four rules that each point of a stretch breaks, in the package's words."""
    sides = [None if value is None else _sign(value - limits.mean) for value in values]
    trend = _trend(values, rules.trend)
    near = _two_in_three(values, sides, limits)
    shift = _shift(sides, rules.shift)
    told: list[str | None] = []
    for place, value in enumerate(values):
        above = sides[place] == 1
        if value is None:
            told.append(None)
        elif limits.upper is not None and value > limits.upper:
            told.append("Above UCL")
        elif limits.lower is not None and value < limits.lower:
            told.append("Below LCL")
        elif trend[place]:
            told.append(f"{rules.trend} Point Trend ({'In' if trend[place] > 0 else 'De'}creasing)")
        elif near[place]:
            told.append(f"2 in 3 {'Above' if above else 'Below'} CL")
        elif shift[place]:
            told.append(f"{rules.shift} Points {'Above' if above else 'Below'} CL")
        else:
            told.append("Common Cause")
    return told


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def _trend(values: list[Fraction | None], points: int) -> list[int]:
    """1 for each point of a rise of so many points, -1 of a fall, else 0.

    Where the next point is in a trend too, the step to it decides, as in the reference: the turn from a rise to a
    fall belongs to the fall, and so does the last point of a rise from which another starts lower.
    """
    steps = [0 if a is None or b is None else _sign(b - a) for a, b in pairwise(values)]
    part = [False] * len(values)
    for start in range(len(steps) - points + 2):
        run = set(steps[start : start + points - 1])
        if run in ({1}, {-1}):
            part[start : start + points] = [True] * points
    ahead = [*part[1:], False]
    return [
        0 if not part[place] else (1 if steps[place if ahead[place] else place - 1] > 0 else -1)
        for place in range(len(values))
    ]


def _two_in_three(values: list[Fraction | None], sides: list[int | None], limits: Limits) -> list[bool]:
    """Whether a point is one of two or more, of three neighbours on one side of the mean, that lie near a limit."""
    near = [_is_near(value, limits) for value in values]
    part = [False] * len(values)
    for start in range(len(values) - 2):
        three = slice(start, start + 3)
        if set(sides[three]) in ({1}, {-1}) and sum(near[three]) >= 2:
            part[three] = [a or b for a, b in zip(part[three], near[three], strict=True)]
    return part


def _is_near(value: Fraction | None, limits: Limits) -> bool:
    """Whether a value lies between a near limit and the limit, which belongs to it."""
    if value is None or limits.mean is None or limits.upper is None:
        return False
    width = limits.upper - limits.mean
    return width * 2 / 3 < abs(value - limits.mean) <= width


def _shift(sides: list[int | None], points: int) -> list[bool]:
    """Whether a point is in a run of so many on one side of the mean; one on the mean ends it."""
    part = [False] * len(sides)
    for start in range(len(sides) - points + 1):
        if set(sides[start : start + points]) in ({1}, {-1}):
            part[start : start + points] = [True] * points
    return part


def _type(cause: str | None, direction: str) -> str | None:
    """What a cause means where one way is better. A trend counts by where it goes, not by its side of the mean."""
    if cause is None or cause == "Common Cause":
        return cause and COMMON
    up = "Above" in cause or "Increasing" in cause
    if direction == NEUTRAL:
        return HIGH if up else LOW
    return IMPROVEMENT if up == (direction == INCREASE) else CONCERN
