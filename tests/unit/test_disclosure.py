"""What disclosure control withholds, at its boundaries, and what an attacker with the published table can work out."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.disclosure import Cell, discloses, is_small, protect


def cells(*counts: int | tuple[int, int]) -> list[Cell]:
    """Cells named a, b, c …: counts, or numerators with their denominators."""
    pairs = [(each, None) if isinstance(each, int) else each for each in counts]
    return [Cell("abcdefghij"[at], *pair) for at, pair in enumerate(pairs)]


def total_of(made: list[Cell]) -> Cell:
    """The total that stands above cells."""
    counted = made[0].denominator is None
    return Cell(
        "all",
        sum(each.numerator for each in made),
        None if counted else sum(each.denominator for each in made),
    )


def shown(*counts: int | tuple[int, int]) -> tuple[bool, list[bool]]:
    """Whether the total, and each cell, is printed."""
    whole, kept = protect(total_of(cells(*counts)), cells(*counts))
    return whole.withheld is None, [each.withheld is None for each in kept]


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_count_of_1_to_4_is_small(count, small):
    assert is_small(count) is small
    assert discloses(Cell("all", count, None)) is small


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
    ],
)
def test_a_percentage_is_withheld_over_fewer_than_ten_or_with_a_small_part(numerator, denominator, withheld):
    assert discloses(Cell("all", numerator, denominator)) is withheld


@pytest.mark.parametrize(("waits", "withheld"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_median_of_fewer_than_ten_is_withheld(waits, withheld):
    assert discloses(Cell("all", None, waits)) is withheld


def test_the_waits_behind_medians_add_up_so_that_one_takes_another_with_it():
    def medians(*waits):
        total, kept = protect(
            Cell("all", None, sum(waits)), [Cell("abc"[at], None, n) for at, n in enumerate(waits)]
        )
        return total.withheld is None, [cell.withheld is None for cell in kept]

    assert medians(10, 40, 50) == (True, [True, True, True])
    assert medians(3, 40, 50) == (True, [False, False, True])
    assert medians(3, 4, 50) == (True, [False, False, True])
    assert medians(3, 4) == (False, [False, False])


def test_a_share_above_the_whole_hides_and_is_hidden_like_any_other():
    assert discloses(Cell("all", 33, 30)) is False
    assert discloses(Cell("all", 4, 30)) is True


def test_nothing_is_withheld_where_nothing_is_small():
    assert shown(5, 0, 17) == (True, [True, True, True])
    assert shown((5, 10), (20, 40)) == (True, [True, True])


def test_the_next_smallest_goes_with_a_small_one():
    assert shown(3, 7, 20) == (True, [False, False, True])
    assert shown(3, 20, 7) == (True, [False, True, False])
    assert shown((2, 30), (15, 60), (10, 20)) == (True, [False, True, False])


def test_two_small_ones_hide_each_other_when_their_sum_is_not_small():
    assert shown(3, 2, 20) == (True, [False, False, True])
    assert shown(1, 2, 20) == (True, [False, False, False]), "a sum of three would itself be small"


def test_a_cell_of_nobody_hides_nothing_unless_there_is_no_other():
    assert shown(3, 0, 20) == (True, [False, True, False])
    assert shown(1, 1, 1, 1, 1, 0) == (True, [False] * 6)


def test_small_counts_that_their_sum_would_give_away_take_another_with_them():
    assert shown(4, 4, 20) == (True, [False] * 3), "two of at most four sum to eight in one way"
    assert shown(1, 1, 1, 1, 1, 20) == (True, [False] * 6)


def test_five_cells_of_one_are_hidden_with_their_total():
    assert shown(1, 1, 1, 1, 1) == (False, [False] * 5)


def test_a_small_total_is_withheld_with_its_small_cells_and_zeros_stay():
    assert shown(3, 0) == (False, [False, True])
    assert shown((2, 40), (0, 30)) == (False, [False, True])


def test_ties_are_settled_by_name_and_order_does_not_matter():
    one, other = protect(total_of(cells(3, 7, 7)), cells(3, 7, 7))[1], cells(3, 7, 7)[::-1]
    again = protect(total_of(other), other)[1]
    assert {each.breakdown_value for each in one if each.withheld} == {"a", "b"}
    assert {each.breakdown_value for each in again if each.withheld} == {"a", "b"}


def test_one_reason_is_given_for_every_cell():
    """To say which is small and which goes with it would tell 1 and 5 from a sum of 6."""
    _, kept = protect(total_of(cells(1, 5, 20)), cells(1, 5, 20))
    assert len({each.withheld for each in kept if each.withheld}) == 1


TABLES = st.lists(st.integers(0, 30), min_size=2, max_size=6)
PROPORTIONS = st.lists(
    st.integers(0, 40).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
    min_size=2,
    max_size=6,
)


@given(TABLES)
@settings(max_examples=150)
def test_no_hidden_count_is_alone_under_a_total_that_is_shown(counts):
    is_total_shown, are_shown = shown(*counts)
    hidden = [count for count, is_shown in zip(counts, are_shown, strict=True) if not is_shown]
    assert all(
        is_shown is False for count, is_shown in zip(counts, are_shown, strict=True) if 1 <= count <= 4
    )
    if hidden and is_total_shown:
        assert len(hidden) >= 2
        assert sum(hidden) > 4


@given(PROPORTIONS)
@settings(max_examples=150)
def test_no_hidden_percentage_is_alone_under_a_total_that_is_shown(pairs):
    is_total_shown, are_shown = shown(*pairs)
    hidden = [pair for pair, is_shown in zip(pairs, are_shown, strict=True) if not is_shown]
    assert not any(
        is_shown and discloses(cell) for cell, is_shown in zip(cells(*pairs), are_shown, strict=True)
    )
    if hidden and is_total_shown:
        assert len(hidden) >= 2
        for part in (
            sum(num for num, _ in hidden),
            sum(den - num for num, den in hidden),
            sum(den for _, den in hidden),
        ):
            assert part == 0 or part > 4


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_the_total_less_what_is_shown_leaves_each_hidden_count_several_values(counts):
    """The attacker knows the total, the cells that are shown, and that at least one hidden cell is 1 to 4."""
    is_total_shown, are_shown = shown(*counts)
    hidden = [at for at, is_shown in enumerate(are_shown) if not is_shown]
    if not hidden or not is_total_shown:
        return
    rest = sum(counts[at] for at in hidden)
    first = itertools.product(range(rest + 1), repeat=len(hidden) - 1)
    possible = [(*some, rest - sum(some)) for some in first if sum(some) <= rest]
    possible = [table for table in possible if any(1 <= count <= 4 for count in table)]
    assert all(len(set(values)) > 1 for values in zip(*possible, strict=True)), f"{counts} can be worked out"


def test_a_score_above_its_base_is_told_when_a_group_of_one_is_withheld():
    """The mean of scores from 0 to 12: 1,235 over 171 carers, one of whom stands alone in a group."""
    cells = [Cell("Female", 711, 98), Cell("Male", 516, 72), Cell("Other", 8, 1)]
    total, kept = protect(Cell("all", 1235, 171), cells)
    assert total.withheld is None
    assert [cell.withheld is None for cell in kept] == [True, False, False]
