"""What scores come to: total, percent, rating, how far the next rating is, and what would limit it. Pure functions.

Which percent is which rating, which scores there are and what limits is data (``framework``); nothing here knows a number
of it. A percent is rounded half-up, in whole numbers: round() would make 62.5 into 62.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Cost = tuple[int, ...]
Given = tuple[int, ...]
"""What is known of one statement: its score, or the scores of its evidence categories."""


class BadScores(ValueError):
    """Scores that no rating can be made of; the message says what to give."""


@dataclass(frozen=True)
class Band:
    """The percents that give a result: a score of a statement, or a rating."""

    low: int
    high: int
    result: str


@dataclass(frozen=True)
class Limiter:
    """A score that keeps the rating from being better than another, however many points there are."""

    title: str
    score: int  # this or lower
    rating: str  # the best that is left
    is_on: bool
    source: str
    confidence: str


@dataclass(frozen=True)
class Rules:
    """One way of getting from scores to a rating."""

    name: str
    by_category: tuple[Band, ...]  # to a statement's score; none where categories are not scored
    overall: tuple[Band, ...]  # the lowest rating first
    statements: tuple[str, ...]
    scores: tuple[int, ...]
    categories: int  # that are in use
    effective_from: str
    effective_until: str
    source: str

    @property
    def most(self) -> int:
        """The points that every statement's highest score adds up to."""
        return max(self.scores) * len(self.statements)


@dataclass(frozen=True)
class Outcome:
    """What scores come to. ``points_to_next`` and ``next_rating`` are None at the highest rating."""

    total: int
    percent: int
    rating: str
    points_to_next: int | None
    next_rating: str | None


@dataclass(frozen=True)
class Move:
    """A statement that would score higher, and the points it takes: of evidence categories where those are given."""

    statement: str
    was: int
    becomes: int
    points: int


def parse(text: str, rules: Rules) -> list[Given]:
    """Scores as they are typed, with commas between statements and slashes between evidence categories.

    Raises BadScores saying what to give.
    """
    parts, low, high = text.split(","), min(rules.scores), max(rules.scores)
    asked = f"Give {len(rules.statements)} scores with commas between, such as {','.join('3' * len(rules.statements))}"
    if len(parts) != len(rules.statements):
        number = f"{len(parts)} score{' is' if len(parts) == 1 else 's are'}"
        raise BadScores(f"{number} given. {asked}: one for each quality statement, in order.")
    found = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split("/")]
        if len(pieces) > 1 and not rules.by_category:
            raise BadScores(
                f"'{part.strip()}' is scores of evidence categories, which rules {rules.name} do not have. {asked}."
            )
        if len(pieces) > rules.categories:
            raise BadScores(
                f"'{part.strip()}' is more than the {rules.categories} evidence categories in use."
            )
        if wrong := [piece for piece in pieces if piece not in {str(score) for score in rules.scores}]:
            raise BadScores(
                f"'{wrong[0]}' is not a score: each is a whole number from {low} to {high}. {asked}."
            )
        found.append(tuple(map(int, pieces)))
    return found


def percent(points: int, most: int) -> int:
    """Points as a percent of the most that there can be, rounded half-up."""
    return (200 * points + most) // (2 * most)


def result(bands: Sequence[Band], points: int, most: int) -> str:
    """Into which band points fall."""
    share = percent(points, most)
    return next(band.result for band in bands if band.low <= share <= band.high)


def score(given: Given, rules: Rules) -> int:
    """A statement's score: as it is given, or by its evidence categories."""
    return given[0] if len(given) == 1 else int(result(rules.by_category, sum(given), _most_of(given, rules)))


def judge(given: Sequence[Given], rules: Rules) -> Outcome:
    """What the scores come to."""
    total = sum(score(each, rules) for each in given)
    rating = result(rules.overall, total, rules.most)
    order = [band.result for band in rules.overall]
    better = order[order.index(rating) + 1] if rating != order[-1] else None
    more = (
        more
        for more in range(1, rules.most - total + 1)
        if result(rules.overall, total + more, rules.most) == better
    )
    return Outcome(
        total, percent(total, rules.most), rating, next(more) if better is not None else None, better
    )


def limits(given: Sequence[Given], rules: Rules, limiters: Sequence[Limiter]) -> list[Limiter]:
    """The limiters that would make the rating worse than the points do."""
    order = [band.result for band in rules.overall]
    lowest, rating = min(score(each, rules) for each in given), judge(given, rules).rating
    return [
        each for each in limiters if lowest <= each.score and order.index(each.rating) < order.index(rating)
    ]


def limited(given: Sequence[Given], rules: Rules, limiters: Sequence[Limiter]) -> str:
    """The rating when limiters hold."""
    order = [band.result for band in rules.overall]
    held = [each.rating for each in limits(given, rules, limiters)]
    return min([judge(given, rules).rating, *held], key=order.index)


def cheapest(given: Sequence[Given], rules: Rules) -> list[Move]:
    """The statements to move for the next rating: the fewest points, then one step each, then the lowest scores first.

    Every way is weighed, for a step that costs much may open one that costs little.
    """
    needed = judge(given, rules).points_to_next or 0
    nothing: Cost = (0, 0, 0, 0)
    best: dict[int, tuple[Cost, list[Move]]] = {0: (nothing, [])}
    for place, each in enumerate(given):
        moves = [(0, nothing, None), *_moves(place, each, rules)]
        tried: dict[int, tuple[Cost, list[Move]]] = {}
        for reached, (cost, made) in best.items():
            for steps, more, move in moves:
                to, sums = reached + steps, tuple(map(sum, zip(cost, more, strict=True)))
                if to <= needed and (to not in tried or sums < tried[to][0]):
                    tried[to] = (sums, [*made, move] if move else made)
        best = tried
    return sorted(best[needed][1], key=lambda move: move.was)


def _moves(place: int, given: Given, rules: Rules) -> list[tuple[int, Cost, Move]]:
    """Each higher score that a statement could have: steps, what they cost, the move."""
    was, title = score(given, rules), rules.statements[place]
    found = []
    for becomes in range(was + 1, max(rules.scores) + 1):
        points = becomes - was
        if len(given) > 1:
            most = _most_of(given, rules)
            points = next(
                more
                for more in range(1, most - sum(given) + 1)
                if int(result(rules.by_category, sum(given) + more, most)) >= becomes
            )
        move = Move(title, was, becomes, points)
        steps = becomes - was
        found.append((steps, (points, steps - 1, sum(range(was, becomes)), place), move))
    return found


def _most_of(given: Given, rules: Rules) -> int:
    return max(rules.scores) * len(given)
