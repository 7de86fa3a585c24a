"""What disclosure control withholds, at its boundaries, and what an attacker who counts every possible table can work out."""

import datetime as dt
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread import metrics
from goldenthread.disclosure import choosing, profiles
from goldenthread.disclosure.figures import ALL, Catalogue, Figure, Key, linked, sets

LOCAL = profiles.named("local")
CATALOGUE = Catalogue(metrics.catalogue())
COUNT, SHARE, FLOW = (
    "waiting__reviews_overdue",
    "support__paid_work_learning_disability",
    "requests__completed",
)
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
MONTHS = [(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), (dt.date(2026, 2, 1), dt.date(2026, 2, 28)), MARCH]
QUARTER = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


def figure(metric, period, breakdown, value, counts) -> Figure:
    numerator, denominator = counts if isinstance(counts, tuple) else (counts, None)
    return Figure(Key(metric, "990", *period, breakdown, value), numerator, denominator)


def table(cells: dict[str, list], metric: str | None = None, period=MARCH) -> list[Figure]:
    """One period's figures: each breakdown's values, named a, b, c …, and their total."""
    first = next(iter(cells.values()))
    is_count = isinstance(first[0], int)
    metric = metric or (COUNT if is_count else SHARE)
    total = sum(first) if is_count else tuple(map(sum, zip(*first, strict=True)))
    made = [figure(metric, period, ALL, ALL, total)]
    for breakdown, values in cells.items():
        made += [
            figure(metric, period, breakdown, "abcdefg"[at], each) for at, each in enumerate(values)
            if (each if is_count else each[1])
        ]  # fmt: skip
    return made


def chosen(figures: list[Figure], profile=LOCAL, **known) -> set[Key]:
    """The figures that are withheld."""
    chooser, gone = choosing.Chooser(profile), set()
    for one in sets(figures, CATALOGUE):
        made = chooser.choose(one, **known)
        assert not made.given_away
        gone |= {one.cells[at].figure.key for at in made.withheld}
    return gone


def shown(*counts, profile=LOCAL) -> tuple[bool, list[bool]]:
    """Whether the total, and each cell, of one breakdown is printed."""
    figures = table({"sex": list(counts)})
    gone = {(key.breakdown, key.breakdown_value) for key in chosen(figures, profile)}
    return (ALL, ALL) not in gone, [("sex", "abcdefg"[at]) not in gone for at in range(len(counts))]


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_count_of_1_to_4_is_small(count, small):
    assert LOCAL.is_small(count) is small
    assert LOCAL.discloses(count, None) is small


@pytest.mark.parametrize(
    ("numerator", "denominator", "withheld"),
    [
        (5, 10, False),
        (0, 10, False),
        (10, 10, False),
        (0, 9, True),  # nine people, and none of them
        (5, 9, True),
        (9, 9, True),
        (0, 0, False),  # about nobody
        (1, 100, True),
        (4, 100, True),
        (5, 100, False),
        (95, 100, False),
        (96, 100, True),  # four are left
        (99, 100, True),
        (100, 100, False),
        (33, 30, False),  # a score above its base
        (4, 30, True),
    ],
)
def test_a_percentage_is_withheld_over_fewer_than_ten_or_with_a_small_part(numerator, denominator, withheld):
    assert LOCAL.discloses(numerator, denominator) is withheld


@pytest.mark.parametrize(("waits", "withheld"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_median_of_fewer_than_ten_is_withheld(waits, withheld):
    assert LOCAL.discloses(None, waits) is withheld


def test_what_is_small_is_a_matter_of_the_profile():
    seven = LOCAL.model_copy(update={"smallest_shown": 8})
    assert seven.is_small(7) and not seven.is_small(8) and "1 to 7" in seven.reason
    assert LOCAL.model_copy(update={"zero": "withheld"}).is_small(0)


def test_a_profile_that_is_not_there_or_says_too_much_is_refused(tmp_path):
    with pytest.raises(profiles.ProfileError, match=r"no profile strict.*there are: local, national"):
        profiles.named("strict")
    (tmp_path / "odd.yml").write_text("smallest_shown: 9\nrounded: 5\n")
    with pytest.raises(profiles.ProfileError, match=r"odd\.yml: .*smallest_shown.*rounded"):
        profiles.named("odd", tmp_path)


def test_nothing_is_withheld_where_nothing_is_small():
    assert shown(5, 6, 17) == (True, [True] * 3)
    assert shown((5, 10), (20, 40)) == (True, [True] * 2)


def test_the_least_that_is_enough_goes_with_a_small_one():
    assert shown(3, 7, 20) == (True, [False, False, True])
    assert shown(3, 20, 7) == (True, [False, True, False])
    assert shown((2, 30), (15, 60), (10, 20)) == (True, [False, True, False])


def test_small_ones_hide_each_other_when_their_sum_leaves_doubt_enough():
    assert shown(4, 4, 20) == (True, [False, False, True]), "each may be 1 to 7"
    assert shown(3, 2, 20) == (True, [False] * 3), "each would be 1 to 4, three apart"
    assert shown(1, 2, 20) == (True, [False] * 3)


def test_a_true_nought_stays_and_hides_nothing():
    assert shown((2, 40), (0, 30), (9, 30)) == (True, [False, True, False])
    assert shown((2, 40), (0, 30)) == (False, [False, True])


def test_ones_that_their_total_would_tell_go_with_it():
    assert shown(1, 1, 1, 1, 1) == (False, [False] * 5)


def test_where_the_total_is_withheld_every_breakdown_leaves_it_in_doubt():
    figures = table({"sex": [2, 2], "age_band": [4]})
    assert chosen(figures) == {each.key for each in figures}


def test_a_month_is_not_told_by_its_quarter_nor_a_group_by_its_months():
    figures = [
        *table({"sex": [3, 20]}, FLOW, MONTHS[0]),
        *table({"sex": [12, 20]}, FLOW, MONTHS[1]),
        *table({"sex": [15, 20]}, FLOW, MONTHS[2]),
        *table({"sex": [30, 60]}, FLOW, QUARTER),
    ]
    gone = chosen(figures)
    assert {(key.period_start.month, key.breakdown_value) for key in gone} == {
        (1, "a"), (1, "b"), (2, "a"), (2, "b"),
    } and all(key.period_end != QUARTER[1] or key.period_start == MARCH[0] for key in gone)  # fmt: skip


def test_a_denominator_that_another_metric_prints_hides_nothing():
    """12 of 15 contacts were not digital; that 15 stand open is told by the count of contacts."""
    digital, received = "contacts__digital", "contacts__received"
    figures = [
        *table({"sex": [(12, 15), (30, 60)]}, digital),
        *table({"sex": [15, 60]}, received),
    ]
    gone = chosen(figures)
    assert {(key.metric_id, key.breakdown_value) for key in gone} == {(digital, "a"), (digital, "b")}


def test_what_was_printed_before_hides_nothing_so_that_something_else_goes():
    figures = table({"sex": [3, 7, 20]})
    one = linked(figures, CATALOGUE)
    at = {cell.figure.key.breakdown_value: place for place, cell in enumerate(one.cells)}
    made = choosing.Chooser(LOCAL).choose(one, told={at["b"]})
    assert made.withheld == {at["a"], at["c"]} and not made.given_away
    again = choosing.Chooser(LOCAL).choose(one, hidden_before={at["a"], at["c"]})
    assert again.withheld == {at["a"], at["c"]}, "what was withheld stays so where either would do"
    all_told = choosing.Chooser(LOCAL).choose(one, told={at["b"], at["c"], at[ALL]})
    assert [each.low for each in all_told.told_before] == [3], "what has been told is told"
    assert all_told.withheld == made.withheld or all_told.withheld == {at["a"], at["b"]}


def test_with_complementary_suppression_off_only_small_figures_are_withheld():
    off = LOCAL.model_copy(update={"protection": 0})
    assert shown(3, 7, 20, profile=off) == (True, [False, True, True])


def test_rounded_counts_leave_doubt_by_themselves():
    national = profiles.named("national")
    assert shown(3, 47, 120, profile=national) == (True, [False, True, True])
    assert [national.told(count) for count in (7, 8, 12, 13)] == [5, 10, 10, 15]
    assert national.between(5) == (5, 7) and national.between(10) == (8, 12) and national.between(0) == (0, 0)


def possible(
    counts: list[int], gone: list[bool], is_total_gone: bool, least: int = 1
) -> list[tuple[int, ...]]:
    """Every table of counts that agrees with what is printed of one breakdown."""
    most = sum(counts) + (10 if is_total_gone else 0)
    found = itertools.product(
        *(range(least, most + 1) if hidden else [count] for count, hidden in zip(counts, gone, strict=True))
    )
    return [each for each in found if is_total_gone or sum(each) == sum(counts)]


def is_in_doubt(values: set[int]) -> bool:
    """Whether a count is known no better than the protection interval asks, or is known not to be small."""
    is_small = any(1 <= value <= 4 for value in values)
    return not is_small or max(values) - min(values) >= LOCAL.protection


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
@settings(max_examples=120)
def test_no_withheld_count_can_be_told_from_any_possible_table(counts):
    is_total_shown, are_shown = shown(*counts)
    gone = [count > 0 and not is_shown for count, is_shown in zip(counts, are_shown, strict=True)]
    assert all(hidden for count, hidden in zip(counts, gone, strict=True) if 1 <= count <= 4)
    tables = possible(counts, gone, not is_total_shown)
    for at, hidden in enumerate(gone):
        assert not hidden or is_in_doubt({each[at] for each in tables}), f"{counts}: {gone}"


@given(
    st.lists(
        st.integers(1, 9).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
        min_size=2,
        max_size=3,
    )
)
@settings(max_examples=80)
def test_no_part_of_a_withheld_percentage_can_be_told_from_any_possible_table(pairs):
    is_total_shown, are_shown = shown(*pairs)
    if not is_total_shown:
        return
    gone = [at for at, is_shown in enumerate(are_shown) if not is_shown]
    ones, rests = sum(pairs[at][0] for at in gone), sum(pairs[at][1] - pairs[at][0] for at in gone)
    tables = [
        (*one, *rest)
        for one in itertools.product(range(ones + 1), repeat=len(gone))
        if sum(one) == ones
        for rest in itertools.product(range(rests + 1), repeat=len(gone))
        if sum(rest) == rests and all(a + b for a, b in zip(one, rest, strict=True))
    ]
    for at in range(2 * len(gone)):
        assert is_in_doubt({each[at] for each in tables}), f"{pairs}: {gone}"
    for at in range(len(gone)):
        assert is_in_doubt({each[at] + each[len(gone) + at] for each in tables}), f"{pairs}: {gone}"


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 12)), min_size=3, max_size=3))
@settings(max_examples=60)
def test_no_month_can_be_told_from_its_quarter_and_its_total(months):
    quarter = tuple(map(sum, zip(*months, strict=True)))
    figures = [
        each
        for cells, period in [*zip(months, MONTHS, strict=True), (quarter, QUARTER)]
        for each in table({"sex": list(cells)}, FLOW, period)
    ]
    gone = chosen(figures)
    open_at = {
        (key.period_start, key.period_end, key.breakdown, key.breakdown_value): count
        for key, count, *_ in figures
        if key not in gone
    }
    periods = [*MONTHS, QUARTER]
    if any((*period, ALL, ALL) not in open_at for period in periods):
        return  # with a total in doubt there are more tables than can be counted
    names = {key[2:] for key in gone}
    possibles: dict = {name: set() for name in names}
    for firsts in itertools.product(*(range(sum(cells) + 1) for cells in months)):
        cells = [(first, sum(known) - first) for first, known in zip(firsts, months, strict=True)]
        cells.append(tuple(map(sum, zip(*cells, strict=True))))
        told = {
            (*period, "sex", name): pair[at]
            for period, pair in zip(periods, cells, strict=True)
            for at, name in enumerate("ab")
        }
        if all(told[name] > 0 for name in names) and all(
            open_at.get(name, told[name] if name in names else 0) == count for name, count in told.items()
        ):
            for name in names:
                possibles[name].add(told[name])
    assert all(is_in_doubt(values) for values in possibles.values()), f"{months}: {names}"


@given(st.lists(st.integers(1, 30), min_size=2, max_size=5), st.randoms())
@settings(max_examples=40)
def test_the_order_of_rows_changes_nothing(counts, chance: random.Random):
    figures = table({"sex": counts, "age_band": [sum(counts)]})
    mixed = figures[:]
    chance.shuffle(mixed)
    assert chosen(mixed) == chosen(figures)


@given(st.lists(st.integers(1, 15), min_size=2, max_size=5))
@settings(max_examples=60)
def test_no_smaller_loss_would_do(counts):
    """Of one breakdown under its printed total, against every other choice."""
    one = linked(table({"sex": counts}), CATALOGUE)
    chooser = choosing.Chooser(LOCAL)
    made = chooser.choose(one)
    total = next(at for at, cell in enumerate(one.cells) if cell.figure.key.breakdown == ALL)
    if total in made.withheld or not made.withheld:
        return
    first = {at for at, cell in enumerate(one.cells) if LOCAL.is_small(cell.figure.numerator)}
    others = [at for at in range(len(one.cells)) if at not in first | {total}]
    costs = [
        sum(chooser.cost(one.cells[at], False) for at in more)
        for size in range(len(others) + 1)
        for more in itertools.combinations(others, size)
        if sum(one.cells[at].figure.numerator - 1 for at in [*first, *more]) >= LOCAL.protection
    ]
    assert sum(chooser.cost(one.cells[at], False) for at in made.withheld - first) == min(costs)
