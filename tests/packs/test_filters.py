"""A figure is written one way: counts first, rounded once, half up, and withheld when it is withheld."""

import dataclasses

import pytest
import release_by_hand as by_hand

from goldenthread import periods
from goldenthread.comparators import Comparator
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import filters

METRIC = Metric.model_validate(by_hand.COMMON | by_hand.CATALOGUE[0])
MONTH = periods.parse("2026-03")


def value(numerator, denominator, number=None, withheld=None):
    return Value(
        "m__m", "501", MONTH.start, MONTH.end, "all", "all", numerator, denominator, number, withheld
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0.05, "0.1"), (0.04999, "0.0"), (0.15, "0.2"), (0.25, "0.3"), (2.675, "2.7"), (6.25, "6.3"),
        (6.35, "6.4"), (51.949, "51.9"), (51.95, "52.0"), (99.95, "100.0"), (1.005, "1.0"), (0, "0.0"), (-6.25, "-6.3"),
    ],
)  # fmt: skip
def test_halves_go_up(number, said):
    assert str(filters.rounded(number, 1)) == said


def test_a_percentage_is_taken_from_its_counts_and_rounded_once():
    # 1 of 16 is 6.25 exactly; 51.9497... must not become 51.95 and then 52.0
    assert filters.stated(value(1, 16, 6.25), METRIC) == "1 of 16 (6.3%)"
    assert filters.stated(value(413, 795, 51.9496855), METRIC) == "413 of 795 (51.9%)"
    assert filters.stated(value(403, 776, 51.93298969), METRIC) == "403 of 776 (51.9%)"


def test_of_rounded_counts_the_percentage_is_the_published_one():
    rounded = dataclasses.replace(value(405, 775, 51.9), has_rounded_counts=True)
    assert filters.stated(rounded, METRIC) == "405 of 775 (51.9%)", "405 of 775 would be 52.3%"


def test_every_whole_tie_of_small_denominators_goes_up():
    ties = [
        (n, d) for d in range(1, 200) for n in range(d + 1) if (n * 2000) % d == 0 and (n * 2000 // d) % 2
    ]
    assert len(ties) > 100
    for numerator, denominator in ties:
        tenths = (numerator * 2000 // denominator + 1) // 2
        said = filters.brief(value(numerator, denominator, 100 * numerator / denominator), METRIC)
        assert said == f"{tenths // 10}.{tenths % 10}%"


def test_counts_have_their_thousands_separated():
    assert filters.stated(value(1234, 12345, 9.996), METRIC) == "1,234 of 12,345 (10.0%)"


def test_nought_of_something_is_printed_and_nought_of_nought_has_no_percentage():
    assert filters.stated(value(0, 40, 0.0), METRIC) == "0 of 40 (0.0%)"
    assert filters.stated(value(0, 0), METRIC) == "[z]"


@pytest.mark.parametrize("known", [(None, 776), (403, None), (403, 776), (None, None)])
def test_a_figure_of_which_any_part_is_withheld_is_withheld_whole(known):
    withheld = value(*known, withheld="small count")
    assert filters.stated(withheld, METRIC) == filters.brief(withheld, METRIC) == "[c]"
    assert filters.plotted(withheld, METRIC) is None


@pytest.mark.parametrize(
    ("changes", "given", "said"),
    [
        ({}, value(1403, 1776, 79.0), ("1,403", "1,776")),
        ({}, value(1403, None, 1403.0), ("1,403", "none")),
        ({}, value(1403, None, withheld="small count"), ("[c]", "[c]")),
        ({"kind": "rate", "unit": "percent", "per": 100, "hundredths": ["numerator", "denominator"]},
         value(870, 99900, 0.87), ("8.7", "999")),
        ({"kind": "rate", "unit": "pounds a week", "per": 1, "pence": True}, value(42514850, 464, 916.26),
         ("425,148.5", "464")),
    ],
)  # fmt: skip
def test_a_table_has_the_counts_of_a_figure_in_what_they_count(changes, given, said):
    metric = Metric.model_validate(METRIC.model_dump() | changes)
    assert filters.counts(given, metric) == said


@pytest.mark.parametrize(
    ("changes", "published", "said"),
    [
        ({}, {"value": 77.1}, "77.1% (2024/25)"),
        ({}, {"value": None, "marker": "[c]"}, "[c] (2024/25)"),
        ({"kind": "rate", "unit": "per 100,000 residents", "per": 100_000}, {"value": 1014.65, "decimals": 1},
         "1,014.7 per 100,000 residents (2024/25)"),
        ({"kind": "rate", "unit": "per 100,000 residents", "per": 100_000},
         {"value": 14.6, "lowest": 8.0, "highest": 20.25, "councils": 15, "councils_with_a_figure": 12},
         "14.6 per 100,000 residents (2024/25; 8.0 to 20.3, 12 of 15 councils)"),
    ],
)  # fmt: skip
def test_a_published_figure_has_its_unit_and_its_year(changes, published, said):
    nothing = {field.name: None for field in dataclasses.fields(Comparator)}
    comparator = Comparator(**nothing | {"year": "2024/25", "decimals": 1} | published)
    metric = Metric.model_validate(METRIC.model_dump() | changes)
    assert filters.beside(comparator, metric) == said


def test_what_was_never_published_is_not_available():
    assert filters.stated(value(None, None), METRIC) == "[x]"
    assert filters.figure(None, "percent") == "[x]"


@pytest.mark.parametrize(
    ("changes", "figures", "said"),
    [
        ({"kind": "count", "unit": "people", "denominator": None}, (1723, None, 1723.0), "1,723"),
        (
            {"kind": "sum", "unit": "pounds", "denominator": None, "disclosure": "open"},
            (None, None, 12345.5),
            "£12,346",
        ),
        ({"kind": "median", "unit": "days"}, (None, 45, 12.0), "12 days (median of 45)"),
        ({"kind": "median", "unit": "days"}, (None, 46, 12.5), "12.5 days (median of 46)"),
        ({"kind": "median", "unit": "days"}, (None, 0, None), "[z]"),
        (
            {"kind": "rate", "unit": "per 1,000", "per": 1000},
            (12, 3400, 3.529),
            "12 of 3,400 (3.5 per 1,000)",
        ),
        ({"kind": "rate", "unit": "percent", "per": 100}, (33, 30, 110.0), "33 of 30 (110.0%)"),
        (
            {"kind": "rate", "unit": "percent", "per": 100, "hundredths": ["numerator", "denominator"]},
            (870, 9990, 8.70870871),
            "8.7 of 99.9 (8.7%)",
        ),
        (
            {"kind": "rate", "unit": "contacts", "per": 100, "hundredths": ["denominator"]},
            (80, 1725, 4.63768116),
            "80 over 17.25 (4.6 contacts)",
        ),
        (
            {"kind": "rate", "unit": "pounds a week", "per": 1, "pence": True},
            (42514800, 464, 916.267241),
            "425,148 over 464 (916.3 pounds a week)",
        ),
        (
            {"kind": "rate", "unit": "points out of 24", "per": 1},
            (646, 34, 19.0),
            "646 over 34 (19.0 points out of 24)",
        ),
        ({"kind": "rate", "unit": "per 1,000", "per": 1000}, (12, 0, None), "12 of 0 ([z])"),
        (
            {"kind": "rate", "unit": "per 1,000", "per": 1000},
            (1, 16000, 0.0625),
            "1 of 16,000 (0.1 per 1,000)",
        ),
    ],
)
def test_each_kind_is_written_with_what_it_is_counted_over(changes, figures, said):
    metric = Metric.model_validate(METRIC.model_dump() | changes)
    assert filters.stated(value(*figures), metric) == said


def test_dates_are_written_out():
    assert filters.day(MONTH.end) == "31 March 2026"
    assert filters.when(value(1, 2), METRIC) == "March 2026"
    quarter = dataclasses.replace(value(1, 2), period_start=periods.parse("2025-26Q4").start)
    assert filters.when(quarter, METRIC) == "January to March 2026"


def test_a_list_is_written_as_it_is_spoken():
    assert [filters.joined(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_a_name_within_a_sentence_keeps_the_letters_it_is_known_by():
    assert [filters.within(text) for text in ("Head of DoLS", "CQC lead", "NHS", "a", "")] == [
        "head of DoLS", "CQC lead", "NHS", "a", "",
    ]  # fmt: skip


def test_headings_of_a_piece_go_down_together_and_nothing_else_does():
    piece = '<h3 id="h3">Heading h3</h3><header>h2</header>'
    assert filters.deeper(piece, 1) == '<h4 id="h3">Heading h3</h4><header>h2</header>'
    assert filters.deeper(piece, 0) == piece
