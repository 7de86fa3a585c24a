"""Ratings: what was published, the edges, and what must hold of any scores."""

import csv
import itertools
import json
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from goldenthread import framework, rating
from goldenthread.calls import Stop
from goldenthread.cli import app

RULES = framework.rating_rules()
ORDER = [band.result for band in RULES["B"].overall]
PUBLISHED = framework.rows("published_ratings")
SCORES = [name for name in PUBLISHED[0] if name[0] == "q" and name[1].isdigit()]
KEYS = {"total", "percent", "rating", "points_to_next"}
NINE = st.lists(st.integers(1, 4), min_size=9, max_size=9)
EVIDENCE = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple), min_size=9, max_size=9)


def ask(*words):
    return CliRunner().invoke(app, ["rating", *words])


def answer(*words):
    ran = ask(*words, "--format", "json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def scored(total):
    """Nine scores that add up to a total."""
    low, over = divmod(total, 9)
    return [(low + (place < over),) for place in range(9)]


def half_up(points, most):
    return int((Decimal(100 * points) / most).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize("council", PUBLISHED, ids=lambda row: row["council"])
def test_what_was_published_of_a_council(council):
    assert council["overall_rating"] in ORDER and council["source"] and council["licence"]
    if all(council[name] for name in SCORES):
        found = answer(",".join(council[name] for name in SCORES))
        assert found["rating"] == council["overall_rating"]
        assert council["overall_percent_published"] in ("", str(found["percent"]))
    elif council["overall_percent_published"]:
        totals = [
            outcome
            for total in range(9, 37)
            if str((outcome := rating.judge(scored(total), RULES["B"])).percent)
            == council["overall_percent_published"]
        ]
        assert [outcome.rating for outcome in totals] == [council["overall_rating"]]


def test_ten_councils_were_found_and_four_with_their_scores():
    assert len(PUBLISHED) == 10
    assert sum(all(row[name] for name in SCORES) for row in PUBLISHED) == 4


@pytest.mark.parametrize("rules", ["A", "B"])
@pytest.mark.parametrize(
    ("total", "percent", "word", "more"),
    [
        (9, 25, "Inadequate", 5),
        (13, 36, "Inadequate", 1),
        (14, 39, "Requires improvement", 9),
        (22, 61, "Requires improvement", 1),
        (23, 64, "Good", 9),
        (31, 86, "Good", 1),
        (32, 89, "Outstanding", None),
        (36, 100, "Outstanding", None),
    ],
)
def test_the_edges(rules, total, percent, word, more):
    scores = ",".join(str(score[0]) for score in scored(total))
    expected = {"total": total, "percent": percent, "rating": word, "points_to_next": more}
    assert answer(scores, "--rules", rules) == expected


@pytest.mark.parametrize(
    ("categories", "percent", "score"),
    [
        ((1, 2, 2, 1), 38, 1),  # 37.5
        ((2, 2, 2, 1), 44, 2),
        ((3, 3, 2, 1), 56, 2),
        ((3, 3, 2, 2), 63, 3),  # 62.5, which round() makes 62
        ((4, 3, 3, 3), 81, 3),
        ((4, 4, 3, 3), 88, 4),  # 87.5
        ((3, 2), 63, 3),
    ],
)
def test_evidence_categories_become_a_statement_s_score(categories, percent, score):
    assert rating.percent(sum(categories), 4 * len(categories)) == percent
    assert rating.score(categories, RULES["A"]) == score
    typed = ",".join(["/".join(map(str, categories))] + ["2"] * 8)
    assert answer(typed, "--rules", "A")["total"] == 16 + score


@given(st.integers(1, 200), st.integers(1, 200))
def test_a_percent_is_rounded_half_up(points, most):
    assert rating.percent(points, most) == half_up(points, most)


@given(NINE, NINE)
def test_more_points_are_never_a_lower_rating(one, other):
    low, high = (
        rating.judge([(score,) for score in each], RULES["B"]) for each in sorted((one, other), key=sum)
    )
    assert ORDER.index(low.rating) <= ORDER.index(high.rating)


def test_points_to_the_next_rating_give_exactly_that_and_one_fewer_does_not():
    for total in range(9, 37):
        found = rating.judge(scored(total), RULES["B"])
        if found.points_to_next is None:
            assert found.rating == ORDER[-1] and found.next_rating is None
            continue
        after = rating.judge(scored(total + found.points_to_next), RULES["B"]).rating
        assert after == found.next_rating == ORDER[ORDER.index(found.rating) + 1]
        assert rating.judge(scored(total + found.points_to_next - 1), RULES["B"]).rating == found.rating


@given(EVIDENCE)
def test_the_cheapest_moves_reach_the_next_rating_and_take_one_step_each_where_they_can(scores):
    rules = RULES["A"]
    found, moves = rating.judge(scores, rules), rating.cheapest(scores, rules)
    assert sum(move.becomes - move.was for move in moves) == (found.points_to_next or 0)
    assert len({move.statement for move in moves}) == len(moves)
    for move in moves:
        before = scores[rules.statements.index(move.statement)]
        assert move.was == rating.score(before, rules) < move.becomes <= 4
        if len(before) > 1:
            more = sum(before) + move.points
            assert int(rating.result(rules.by_category, more, 4 * len(before))) >= move.becomes
            assert int(rating.result(rules.by_category, more - 1, 4 * len(before))) < move.becomes


def test_no_other_moves_are_cheaper():
    """Every way of reaching the next rating is tried, where steps cost differently."""
    scores = [(2, 2), (2, 2, 2, 2), (1, 1), *[(3,)] * 6]
    rules = RULES["A"]
    assert rating.judge(scores, rules).points_to_next is not None
    found = rating.cheapest(scores, rules)
    steps = rating.judge(scores, rules).points_to_next
    ways = []
    for raised in itertools.product(*[range(4)] * 3, *[range(2)] * 6):
        reached = [rating.score(each, rules) + more for each, more in zip(scores, raised, strict=True)]
        if sum(raised) == steps and max(reached) <= 4:
            ways.append(sum(cost(each, to, rules) for each, to in zip(scores, reached, strict=True)))
    assert sum(move.points for move in found) == min(ways)


def cost(given, becomes, rules):
    if len(given) == 1:
        return becomes - given[0]
    most = 4 * len(given)
    return next(
        more
        for more in range(most)
        if int(rating.result(rules.by_category, sum(given) + more, most)) >= becomes
    )


def test_limiters_are_off_until_asked_for_and_both_results_are_shown():
    scores = "3,3,3,3,3,4,4,4,1"
    assert set(answer(scores)) == KEYS
    found = answer(scores, "--limiters")
    assert found["rating"] == "Good"
    assert found["with_limiters"]["rating"] == "Requires improvement"
    assert all(each["source"] for each in found["with_limiters"]["limited_by"])
    shown = ask(scores).stdout
    assert "Good" in shown and "With limiters: Requires improvement" in shown and "not confirmed" in shown


@pytest.mark.parametrize(
    ("scores", "limited"),
    [
        ("4,4,4,4,4,4,4,4,2", "Good"),
        ("4,4,4,4,4,4,4,4,1", "Requires improvement"),
        ("4,4,4,4,4,4,4,4,3", "Outstanding"),
        ("2,2,2,2,2,2,2,2,1", "Requires improvement"),
        ("1,1,1,1,1,1,1,1,1", "Inadequate"),
    ],
)
def test_a_limiter_lowers_a_rating_and_never_raises_one(scores, limited):
    assert answer(scores, "--limiters")["with_limiters"]["rating"] == limited


def test_explained_says_which_statements_to_move():
    found = answer("2,3,2,3,3,2,1,2,2", "--explain")
    assert found["next_rating"] == "Good" and found["note"] == "This is not a prediction."
    moved = {each["statement"]: (each["from"], each["to"]) for each in found["cheapest"]}
    assert moved == {
        "Safeguarding": (1, 2),
        "Assessing needs": (2, 3),
        "Equity in experience and outcomes": (2, 3),
    }


def test_a_director_s_table_fits_a_terminal():
    shown = ask("3/3/2/2,3,4,3/1,4,4,1,2,4", "--rules", "A").stdout
    assert max(map(len, shown.splitlines())) <= 80
    for told in (
        "of 36 points",
        "%",
        "more to Outstanding",
        "Safeguarding",
        "3/3/2/2",
        "This is not a prediction.",
    ):
        assert told in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["3,3,3,3,3,3,3,3"], "8 scores are given. Give 9 scores"),
        (["3"], "1 score is given"),
        (["3,3,3,3,3,3,3,3,5"], "'5' is not a score: each is a whole number from 1 to 4"),
        (["3,3,3,3,3,3,3,3,0"], "'0' is not a score"),
        (["3,3,3,3,3,3,3,3,2.5"], "'2.5' is not a score"),
        (["3,3,3,3,3,3,3,3,good"], "'good' is not a score"),
        (["3,3,3,3,3,3,3,3,"], "'' is not a score"),
        (["3/3,3,3,3,3,3,3,3,3"], "rules B do not have"),
        (["3/3/3/3/3,3,3,3,3,3,3,3,3", "--rules", "A"], "more than the 4 evidence categories"),
        (["3,3,3,3,3,3,3,3,3", "--rules", "C"], "no rating rules C; there are: A, B"),
        (["3,3,3,3,3,3,3,3,3", "--format", "csv"], "no format csv"),
    ],
)
def test_a_wrong_call_says_what_to_give(words, told):
    ran = ask(*words)
    assert isinstance(ran.exception, Stop) and ran.exception.code == 2
    assert told in str(ran.exception)


def test_percents_without_a_rating_are_an_error(tmp_path, monkeypatch):
    for file in framework.FOLDER.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "rating_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[-1]["from_percent"] = "89"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(framework, "FOLDER", tmp_path)
    with pytest.raises(framework.FrameworkError, match="B, overall: percents are left out"):
        framework.rating_rules()
