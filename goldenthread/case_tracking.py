"""A list of cases for the Commission: drawn by quotas from the caseload, with a seed, so that it can be drawn again.

Pure functions. A person's place is a hash of the seed and the person's key, so nobody's place hangs on who else is there or
in which order. Whoever is left out is left out before anything is counted.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goldenthread.rounding import rounded

DIMENSIONS = ("age_band", "sex", "ethnicity_group", "support_reason", "setting", "unpaid_carer")
LENGTH, RESERVE = "length", "reserve"
GOOD = ("Outstanding", "Good")
LEAST_EXPECTED = (
    5  # people in a cell of a chi-squared test, by the usual rule; smaller ones are taken together
)


class BadCriteria(ValueError):
    """Criteria that cannot be read; the message names the row."""


@dataclass(frozen=True)
class Candidate:
    """A person of the caseload: where they stand in each dimension, why they are left out, the last audit's grade."""

    key: str
    stands: tuple[str, ...]  # in the order of DIMENSIONS
    excluded_because: str | None = None
    grade: str | None = None

    def at(self, dimension: str) -> str:
        """Where the person stands in a dimension."""
        return self.stands[DIMENSIONS.index(dimension)]


@dataclass(frozen=True)
class Criterion:
    """At least so many of those who stand at one of these values."""

    name: str
    dimension: str
    values: tuple[str, ...]
    quota: int
    source: str
    confidence: str

    def is_met_by(self, each: Candidate) -> bool:
        """Whether a person counts towards it."""
        return each.at(self.dimension) in self.values


@dataclass(frozen=True)
class Criteria:
    """What a list is to hold: its length, that of its reserve, and quotas."""

    length: int
    reserve: int
    quotas: tuple[Criterion, ...]


@dataclass(frozen=True)
class Shortfall:
    """A quota that was not met, and how many there were to draw from."""

    criterion: Criterion
    drawn: int
    available: int


@dataclass(frozen=True)
class Drawn:
    """A list and its reserve, each by rank, and the quotas that the list does not meet."""

    chosen: tuple[Candidate, ...]
    reserve: tuple[Candidate, ...]
    short: tuple[Shortfall, ...]


@dataclass(frozen=True)
class Share:
    """How many stand at a value: in the caseload and in the list."""

    dimension: str
    value: str
    caseload: int
    chosen: int
    expected: float
    difference: float  # of the shares, standardised


@dataclass(frozen=True)
class Test:
    """Whether two groups differ by more than chance. ``p`` is None where there are too few to tell."""

    about: str
    p: float | None
    told: str


def parse(rows: Iterable[dict[str, str]]) -> Criteria:
    """Criteria from the rows of their file. Raises BadCriteria naming the criterion."""
    lengths: dict[str, int] = {}
    quotas = []
    for row in rows:
        name = (row.get("criterion") or "").strip() or "a row without a name"
        dimension = (row.get("dimension") or "").strip()
        quota = (row.get("quota") or "").strip()
        if not quota.isdigit():
            raise BadCriteria(f"{name}: quota is '{quota}' and is to be a whole number")
        if dimension in (LENGTH, RESERVE):
            lengths[dimension] = int(quota)
            continue
        values = tuple(part.strip() for part in (row.get("values") or "").split(";") if part.strip())
        if dimension not in DIMENSIONS or not values:
            raise BadCriteria(
                f"{name}: dimension is one of {', '.join(DIMENSIONS)}, and values are its values"
            )
        quotas.append(
            Criterion(name, dimension, values, int(quota), row.get("source", ""), row.get("confidence", ""))
        )
    if not lengths.get(LENGTH):
        raise BadCriteria(f"there is no row of dimension '{LENGTH}', which says how long the list is to be")
    return Criteria(lengths[LENGTH], lengths.get(RESERVE, 0), tuple(quotas))


def place(seed: int, key: str) -> bytes:
    """What people are ranked by: a hash of seed and key."""
    return hashlib.sha256(f"{seed}\0{key}".encode()).digest()


def draw(candidates: Iterable[Candidate], criteria: Criteria, seed: int) -> Drawn:
    """The list and its reserve. The same people, criteria and seed give the same, in whatever order the people come."""
    eligible = sorted(
        (each for each in candidates if not each.excluded_because), key=lambda each: place(seed, each.key)
    )
    chosen = _draw(eligible, criteria.quotas, criteria.length)
    taken = {each.key for each in chosen}
    rest = [each for each in eligible if each.key not in taken]
    short = [
        Shortfall(each, drawn, sum(map(each.is_met_by, eligible)))
        for each in criteria.quotas
        if (drawn := sum(map(each.is_met_by, chosen))) < each.quota
    ]
    return Drawn(tuple(chosen), tuple(_draw(rest, criteria.quotas, criteria.reserve)), tuple(short))


def _draw(ranked: list[Candidate], quotas: Sequence[Criterion], length: int) -> list[Candidate]:
    """So many of the ranked: the scarcest quota first, by people who meet the most others too; then by rank alone."""
    kinds: dict[tuple[int, ...], list[Candidate]] = {}
    for each in reversed(ranked):
        met = tuple(at for at, quota in enumerate(quotas) if quota.is_met_by(each))
        kinds.setdefault(met, []).append(each)  # the first in rank is the last of its list
    order = {each.key: at for at, each in enumerate(ranked)}
    need = [quota.quota for quota in quotas]
    chosen: list[Candidate] = []
    while len(chosen) < length:
        supply = [sum(len(people) for met, people in kinds.items() if at in met) for at in range(len(quotas))]
        open_ = [at for at in range(len(quotas)) if need[at] > 0 and supply[at]]
        if not open_:
            break
        scarcest = min(open_, key=lambda at: (supply[at] / need[at], at))
        met = min(
            (met for met, people in kinds.items() if people and scarcest in met),
            key=lambda met: (-sum(need[at] > 0 for at in met), order[kinds[met][-1].key]),
        )
        chosen.append(kinds[met].pop())
        for at in met:
            need[at] -= 1
    taken = {each.key for each in chosen}
    rest = [each for each in ranked if each.key not in taken]
    chosen = _mended([*chosen, *rest[: length - len(chosen)]], rest[length - len(chosen) :], quotas)
    return sorted(chosen, key=lambda each: order[each.key])


def _mended(chosen: list[Candidate], rest: list[Candidate], quotas: Sequence[Criterion]) -> list[Candidate]:
    """Swap people for others while that leaves fewer places of quotas unfilled."""

    def short(counts: Sequence[int]) -> int:
        return sum(max(quota.quota - count, 0) for quota, count in zip(quotas, counts, strict=True))

    def meets(each: Candidate) -> tuple[int, ...]:
        return tuple(int(quota.is_met_by(each)) for quota in quotas)

    counts = [sum(map(quota.is_met_by, chosen)) for quota in quotas]
    while missing := short(counts):
        firsts: dict[tuple[int, ...], Candidate] = {}
        for each in rest:
            firsts.setdefault(meets(each), each)
        tried = [
            (
                short([count - out + in_ for count, out, in_ in zip(counts, meets(one), met, strict=True)]),
                at,
                other,
            )
            for at, one in enumerate(chosen)
            for met, other in firsts.items()
        ]
        best = min(tried, key=lambda each: each[0], default=None)
        if best is None or best[0] >= missing:
            break
        _, at, other = best
        rest = [each for each in rest if each is not other] + [chosen[at]]
        chosen = [*chosen[:at], other, *chosen[at + 1 :]]
        counts = [sum(map(quota.is_met_by, chosen)) for quota in quotas]
    return chosen


def shares(caseload: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Share]:
    """Both groups by every dimension and value."""
    found = []
    for dimension in DIMENSIONS:
        whole = Counter(each.at(dimension) for each in caseload)
        part = Counter(each.at(dimension) for each in chosen)
        for value, count in sorted(whole.items()):
            expected = len(chosen) * count / len(caseload)
            one, other = count / len(caseload), part[value] / max(len(chosen), 1)
            spread = math.sqrt((one * (1 - one) + other * (1 - other)) / 2)
            found.append(
                Share(
                    dimension, value, count, part[value], expected, (other - one) / spread if spread else 0.0
                )
            )
    return found


def representativeness(made_up: Iterable[Share]) -> list[Test]:
    """Of each dimension, whether the list is made up otherwise than the caseload.

    Chi-squared, with small cells together; where that leaves one cell, Fisher's exact test of the largest value against the
    others, in the list and in the rest of the caseload.
    """
    shares_of: dict[str, list[Share]] = {}
    for each in made_up:
        shares_of.setdefault(each.dimension, []).append(each)
    found = []
    for dimension, own in shares_of.items():
        p = _chance(own)
        if p is None:
            found.append(Test(dimension, None, "Everybody stands at one value."))
            continue
        widest = max(own, key=lambda each: (round(abs(each.difference), 9), each.chosen))
        verdict = "differs from the caseload by more than chance" if p < 0.05 else "is like the caseload"
        told = (
            f"The list {verdict}; the widest difference is at {widest.value}: {widest.chosen}, where "
            f"{rounded(widest.expected)} would be as in the caseload."
        )
        found.append(Test(dimension, p, told))
    return found


def _chance(own: Sequence[Share]) -> float | None:
    """How likely so large a difference from the caseload is by chance; None where there is nothing to differ in."""
    small = [each for each in own if each.expected < LEAST_EXPECTED]
    cells = [(each.expected, each.chosen) for each in own if each.expected >= LEAST_EXPECTED]
    if small:
        rest = (sum(each.expected for each in small), sum(each.chosen for each in small))
        if rest[0] < LEAST_EXPECTED and cells:  # still too few: with the smallest of the others
            least = cells.pop(min(range(len(cells)), key=lambda at: cells[at]))
            rest = (least[0] + rest[0], least[1] + rest[1])
        cells.append(rest)
    if len(cells) > 1:
        return chi_squared(sum((seen - expected) ** 2 / expected for expected, seen in cells), len(cells) - 1)
    chosen, whole = sum(each.chosen for each in own), sum(each.caseload for each in own)
    most = max(own, key=lambda each: each.caseload)
    if len(own) < 2 or not 0 < chosen < whole:
        return None
    return fisher(most.chosen, chosen, most.caseload - most.chosen, whole - chosen)


def audits(caseload: Sequence[Candidate], chosen: Sequence[Candidate]) -> Test:
    """Whether audits of the chosen's case files were graded otherwise than those of the rest: Fisher's exact test."""
    keys = {each.key for each in chosen}
    graded = [each for each in caseload if each.grade]
    ours = [each for each in graded if each.key in keys]
    others = [each for each in graded if each.key not in keys]
    told = (
        f"Good or better: {_good(ours)} of {len(ours)} audited files of the chosen, "
        f"{_good(others)} of {len(others)} of the rest."
    )
    if not ours or not others:
        return Test("practice audits", None, f"Too few files were audited to tell. {told}")
    p = fisher(_good(ours), len(ours), _good(others), len(others))
    verdict = (
        "are graded otherwise than the rest by more than chance" if p < 0.05 else "are graded like the rest"
    )
    return Test("practice audits", p, f"The chosen {verdict}. {told}")


def _good(people: Iterable[Candidate]) -> int:
    return sum(each.grade in GOOD for each in people)


def chi_squared(statistic: float, freedom: int) -> float:
    """The chance of so large a statistic or a larger one: the regularised upper incomplete gamma function."""
    half = statistic / 2
    if half == 0:
        return 1.0
    if freedom % 2:
        terms = (half ** (at - 0.5) / math.gamma(at + 0.5) for at in range(1, freedom // 2 + 1))
        return math.erfc(math.sqrt(half)) + math.exp(-half) * sum(terms)
    return math.exp(-half) * sum(half**at / math.factorial(at) for at in range(freedom // 2))


def fisher(good: int, of: int, others_good: int, others: int) -> float:
    """Fisher's exact test, two-sided: the chance of a table that is no likelier than this one, both sums being given."""
    total = good + others_good
    ways = {
        count: math.comb(of, count) * math.comb(others, total - count)
        for count in range(max(0, total - others), min(of, total) + 1)
    }
    return sum(each for each in ways.values() if each <= ways[good]) / sum(ways.values())
