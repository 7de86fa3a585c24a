"""A list of cases: drawn again it is the same, nobody who is left out is on it, and quotas are met or said to be short."""

import csv
import dataclasses
import datetime as dt
import json
import math
import random
import stat
import sys

import duckdb
import pyarrow as pa
import pytest
import returns_by_hand as by_hand
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from expectations import gate
from goldenthread import case_list, cli, identity, ledger, screen
from goldenthread import case_tracking as tracking
from goldenthread.case_tracking import Candidate, Criteria, Criterion

VALUES = {
    "age_band": ["18 to 24", "25 to 44", "75 to 84"], "sex": ["Female", "Male"], "ethnicity_group": ["White", "Asian"],
    "support_reason": ["Physical support", "Learning disability support"],
    "setting": ["Community", "Nursing care"], "unpaid_carer": ["No", "Yes"],
}  # fmt: skip
assert tuple(VALUES) == tracking.DIMENSIONS
PEOPLE = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(str),
        st.tuples(*map(st.sampled_from, VALUES.values())),
        st.sampled_from([None, None, None, "Open complaint"]),
        st.sampled_from([None, "Good", "Inadequate"]),
    ),
    max_size=60,
    unique_by=lambda each: each.key,
)
QUOTAS = st.sampled_from(list(VALUES)).flatmap(
    lambda name: st.builds(
        Criterion, st.just(name), st.just(name), st.sampled_from(VALUES[name]).map(lambda value: (value,)),
        st.integers(0, 8), st.just(""), st.just("low"),
    )
)  # fmt: skip
CRITERIA = st.builds(
    Criteria, st.integers(1, 12), st.integers(0, 12), st.lists(QUOTAS, max_size=5).map(tuple)
)
SEEDS = st.integers(0, 10**6)


@given(PEOPLE, CRITERIA, SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_a_draw_holds_to_its_seed_its_length_and_who_is_left_out(people, criteria, seed, chance):
    drawn = tracking.draw(people, criteria, seed)
    both = (*drawn.chosen, *drawn.reserve)
    eligible = [each for each in people if not each.excluded_because]
    assert len({each.key for each in both}) == len(both) and set(both) <= set(eligible)
    assert len(drawn.chosen) == min(criteria.length, len(eligible))
    assert len(drawn.reserve) == min(criteria.reserve, len(eligible) - len(drawn.chosen))
    assert tracking.draw(chance.sample(people, len(people)), criteria, seed) == drawn
    short = {each.criterion: each.drawn for each in drawn.short}
    for each in criteria.quotas:
        count = sum(map(each.is_met_by, drawn.chosen))
        assert (count < each.quota) == (each in short)
        assert short.get(each, count) == count


@given(PEOPLE, CRITERIA, SEEDS, st.lists(st.tuples(*map(st.sampled_from, VALUES.values())), max_size=5))
@settings(max_examples=40)
def test_one_more_person_who_is_left_out_changes_nothing_of_a_draw(people, criteria, seed, more):
    left_out = [Candidate(f"more{at}", stands, "Consent refused") for at, stands in enumerate(more)]
    assert tracking.draw([*left_out, *people], criteria, seed) == tracking.draw(people, criteria, seed)


def caseload(count: int, seed: int = 1) -> list[Candidate]:
    """People among whom one in twenty is young, one in ten is a carer, one in twelve is left out."""
    chance = random.Random(seed)
    weights = {"age_band": [5, 45, 50], "unpaid_carer": [90, 10]}
    return [
        Candidate(
            f"990_{at:064x}",
            tuple(chance.choices(values, weights.get(name))[0] for name, values in VALUES.items()),
            "Open complaint" if at % 12 == 0 else None,
            chance.choice([None, "Good", "Requires improvement"]),
        )
        for at in range(count)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_shipped_quotas_are_met_where_the_caseload_has_the_people(seed):
    kinds = (*VALUES["support_reason"], "Mental health support", "Support with memory and cognition")
    people = [
        dataclasses.replace(each, stands=(*each.stands[:3], kinds[at % 4], *each.stands[4:]))
        for at, each in enumerate(caseload(800, seed))
    ]
    criteria = case_list.read(case_list.CRITERIA)
    drawn = tracking.draw(people, criteria, seed)
    assert (len(drawn.chosen), len(drawn.reserve), drawn.short) == (50, 50, ())
    assert tracking.draw(people, criteria, seed + 1).chosen != drawn.chosen


def test_quotas_that_fill_the_list_exactly_are_met_by_swapping():
    """Four of each value of two dimensions among eight places: only some pairs fit."""
    quotas = tuple(
        Criterion(value, name, (value,), 4, "", "low")
        for name in ("sex", "setting")
        for value in VALUES[name]
    )
    for seed in range(20):
        drawn = tracking.draw(caseload(60, seed), Criteria(8, 0, quotas), seed)
        assert drawn.short == ()


def test_a_quota_that_cannot_be_met_says_how_many_there_were():
    people = [each for each in caseload(100) if each.at("age_band") != "18 to 24"]
    young = Criterion("Young", "age_band", ("18 to 24",), 3, "", "low")
    (short,) = tracking.draw(people, Criteria(10, 0, (young,)), 1).short
    assert (short.criterion, short.drawn, short.available) == (young, 0, 0)


@pytest.mark.parametrize("freedom", range(1, 12))
@pytest.mark.parametrize("statistic", [0.0, 0.3, 3.84, 25.0])
def test_chi_squared_is_that_of_the_textbooks(statistic, freedom):
    assert math.isclose(
        tracking.chi_squared(statistic, freedom), stats.chi2.sf(statistic, freedom), rel_tol=1e-9
    )


@given(*[st.integers(0, 25)] * 4)
@settings(max_examples=60)
def test_fishers_exact_test_is_that_of_the_textbooks(good, bad, others_good, others_bad):
    expected = stats.fisher_exact([[good, bad], [others_good, others_bad]]).pvalue
    found = tracking.fisher(good, good + bad, others_good, others_good + others_bad)
    assert math.isclose(found, expected, rel_tol=1e-6)


def test_a_list_like_its_caseload_is_told_from_one_that_is_not():
    people = caseload(1000)
    like = {each.about: each.p for each in tracking.representativeness(tracking.shares(people, people[::20]))}
    assert set(like) == set(tracking.DIMENSIONS) and min(like.values()) > 0.05
    carers = [each for each in people if each.at("unpaid_carer") == "Yes"][:50]
    found = {each.about: each for each in tracking.representativeness(tracking.shares(people, carers))}
    assert found["unpaid_carer"].p < 1e-9 and "differs from the caseload" in found["unpaid_carer"].told
    assert "50, where 5 would be" in found["unpaid_carer"].told


def test_where_everybody_stands_at_one_value_nothing_is_told():
    people = [Candidate(str(at), ("25 to 44", "Male", "White", "x", "y", "No")) for at in range(60)]
    assert {each.p for each in tracking.representativeness(tracking.shares(people, people[:9]))} == {None}


@pytest.mark.parametrize(
    ("p", "told"),
    [
        (None, None),
        (0.0, "< 0.001"),
        (0.00099, "< 0.001"),
        (0.001, "0.001"),
        (0.0625, "0.063"),
        (1.0, "1.000"),
    ],
)
def test_a_chance_is_told_half_up_and_never_as_nought(p, told):
    assert case_list.chance(p) == told


def test_audits_of_the_chosen_are_held_against_the_rest():
    def people(grade, of, start):
        return [Candidate(f"{start + at}", ("",) * 6, None, grade) for at in range(of)]

    good, bad = people("Good", 30, 0), people("Inadequate", 30, 100)
    assert "graded otherwise" in tracking.audits([*good, *bad], good).told
    fair = tracking.audits([*good, *bad], [*good[:15], *bad[:15]])
    assert fair.p == 1 and "15 of 30 audited files of the chosen, 15 of 30 of the rest" in fair.told
    assert tracking.audits(good, []).p is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"dimension": "length", "quota": "many"}, "quota is 'many'"),
        ({"dimension": "height", "values": "x", "quota": "1"}, "dimension is one of"),
        ({"dimension": "sex", "values": " ; ", "quota": "1"}, "values are its values"),
        ({"dimension": "sex", "values": "Male", "quota": "1"}, "no row of dimension 'length'"),
    ],
)
def test_criteria_that_cannot_be_read_are_named(row, told):
    with pytest.raises(tracking.BadCriteria, match=told):
        tracking.parse([{"criterion": "One"} | row])


@pytest.fixture
def released(home):
    """A release with a caseload, of whom one in twelve is left out and one exclusion is of nobody."""
    by_hand.write(home, [], [])
    place = home / "published" / "releases" / by_hand.RELEASE / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(place)) as connection:
        people = pa.Table.from_pylist([
            {"la_code": "990", "person_key": each.key, "excluded_because": each.excluded_because,
             "last_audit_grade": each.grade, "period_end": dt.date(2026, 3, 31)}
            | dict(zip(tracking.DIMENSIONS, each.stands, strict=True))
            for each in caseload(200)
        ])  # fmt: skip
        connection.register("people", people)
        connection.execute("create table fct_case_candidates as select * from people")
        connection.execute(
            "create table fct_case_exclusions as select '990' as la_code, null::varchar as person_key, true as is_in_force"
        )
        connection.execute(
            "create table dim_person_ref (la_code varchar, person_key varchar, person_ref varchar)"
        )
    return home


@pytest.fixture
def type_in(capsys, monkeypatch, tmp_path):
    """Type the command; gives its exit code and what it said, in one line."""

    def type_in(out: str, *words: str) -> tuple[int, str]:
        monkeypatch.setattr(
            sys, "argv", ["goldenthread", "cases", "--seed", "7", "--out", str(tmp_path / out), *words]
        )
        monkeypatch.setattr(screen.out, "_file", sys.stdout)
        monkeypatch.setattr(screen.err, "_file", sys.stderr)
        with pytest.raises(SystemExit) as end:
            cli.main()
            raise SystemExit(0)
        told = capsys.readouterr()
        return end.value.code or 0, " ".join((told.out + told.err).split())

    return type_in


def test_a_list_is_written_and_entered_once_and_drawn_again_byte_for_byte(released, type_in, tmp_path):
    code, said = type_in("one", "--by", "Principal social worker")
    assert code == 0 and "50 cases and 50 in reserve, of a caseload of 200." in said
    assert "1 exclusions name nobody" in said and "Short: Mental health, 0 of 5: there are 0." in said
    assert "Practice audits: " in said and " p = 0." in said and "= 0.000" not in said
    assert type_in("two")[0] == 0
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "one").iterdir()} == {0o600}
    (entry,) = ledger.read(released)
    assert (entry.kind, entry.subject) == ("case list", f"release {by_hand.RELEASE}, seed 7")
    assert json.loads(entry.said)["list"] == json.loads(files["about.json"])["list"]
    rows = list(csv.DictReader(files["case_list.csv"].decode().splitlines()))
    left_out = {each.key for each in caseload(200) if each.excluded_because}
    assert [row["list"] for row in rows] == ["list"] * 50 + ["reserve"] * 50
    assert not left_out & {row["person_key"] for row in rows}
    assert not (released / "identity" / "reveals.jsonl").exists()


def test_identifiers_only_come_out_with_a_reason_and_every_one_is_logged(
    released, type_in, tmp_path, monkeypatch
):
    code, said = type_in("one", "--reveal", "--reason", "short")
    assert code == 2 and "at least ten letters" in said and not (tmp_path / "one").exists()
    asked = []
    monkeypatch.setattr(
        identity, "reveal",
        lambda home, pseudonym, why: asked.append((pseudonym, why)) or [identity.Revealed("person", f"P{len(asked)}")],
    )  # fmt: skip
    assert type_in("one", "--reveal", "--reason", "the list for the Commission")[0] == 0
    assert len(asked) == 100 and {why for _, why in asked} == {"the list for the Commission"}
    path = tmp_path / "one" / "identified.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert rows[0] == {"rank": "1", "list": "list", "what": "person", "identifier": "P1"}
    assert b"P1" not in (tmp_path / "one" / "case_list.csv").read_bytes()


def test_the_list_to_be_followed_is_admitted_as_it_is_written(
    released, type_in, tmp_path, front_door, monkeypatch
):
    asked = []
    monkeypatch.setattr(
        identity, "reveal",
        lambda home, pseudonym, why: asked.append(pseudonym) or [identity.Revealed("person", f"S{len(asked):010}")],
    )  # fmt: skip
    assert type_in("one", "--reveal", "--reason", "the list for the Commission")[0] == 0
    path = tmp_path / "one" / f"{case_list.FOLLOWED}.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings = front_door.settings.model_copy(update={"la_codes": "990"})
    (staged,) = gate.examine([path], settings, tmp_path, case_list.FOLLOWED)
    assert (staged.delivery.status, staged.delivery.rows_loaded, staged.delivery.rows_warned) == (
        "loaded",
        100,
        0,
    )


def test_criteria_of_ones_own_take_the_place_of_the_shipped_ones(released, type_in, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("criterion,dimension,values,quota\nAll,length,,4\nWomen,sex,Female,4\n", encoding="utf-8")
    code, said = type_in("one", "--criteria", str(own))
    assert code == 0 and "4 cases and 0 in reserve" in said and "Short" not in said
    rows = list(csv.DictReader((tmp_path / "one" / "case_list.csv").read_text().splitlines()))
    assert {(row["sex"], row["counts_towards"]) for row in rows} == {("Female", "Women")}


def test_a_release_without_a_caseload_is_answered_with_what_to_do(home, type_in):
    assert "run goldenthread refresh" in type_in("one")[1]
    by_hand.write(home, [], [])
    code, said = type_in("one")
    assert code == 2 and "from before cases could be drawn" in said
