"""The front door: what becomes of every kind of delivery, and that no row and no file is ever lost."""

import dataclasses
import datetime as dt
import json
import stat
from pathlib import Path

import pytest

from expectations import duckdb_source, gate
from goldenthread import contracts, identity, inbox, landing, rules
from goldenthread.contracts import Severity
from goldenthread.landing import Delivery
from goldenthread.synthetic import broken

WHOLE = ("cld", "hospital_episodes", "improvement_actions")
"""Contracts whose broken files Great Expectations judges; of the others SQL does, which test_rules_and_suites.py holds to it
for every rule of every contract."""
STATUS = {Severity.REFUSE: "refused", Severity.SET_ASIDE: "loaded", Severity.WARN: "loaded"}


@pytest.fixture(scope="module")
def outcomes(
    whole_front_door, judged_by_sql, tmp_path_factory
) -> list[tuple[broken.Broken, Delivery, list[dict], Path]]:
    """Every broken file of every contract, what became of it, the verdicts kept of it, and the home that it is in.

    A home for each contract: a delivery is held against all that came before it, and there are hundreds.
    """
    made = []
    for name in contracts.names():
        door = dataclasses.replace(whole_front_door, home=tmp_path_factory.mktemp("home"))
        cases = broken.files(contracts.load(name), tmp_path_factory.mktemp("broken"))
        landed = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                inbox, "SETTLE", 0
            )  # nobody is writing these, and to look twice at each takes minutes
            if name not in WHOLE:
                patch.setattr(duckdb_source, "judge", judged_by_sql)
            for la_codes in sorted({case.la_codes for case in cases}):
                inboxes = dict.fromkeys(case.inbox for case in cases if case.la_codes == la_codes)
                waiting = [
                    each for folder in inboxes for each in inbox.find(door.home, folder=folder).waiting
                ]
                own = door.settings.model_copy(update={"la_codes": la_codes})
                landed |= {each.file_name: each for each in gate.admit(waiting, own)}
        for case in cases:
            delivery = landed[case.path.name]
            kept = door.home / "quality" / "front_door" / f"{name}.{delivery.record}.json"
            made.append((case, delivery, json.loads(kept.read_text(encoding="utf-8"))["results"], door.home))
    return made


def test_every_broken_file_has_the_outcome_its_contract_gives_its_rule(outcomes):
    assert len(outcomes) > 75
    for case, delivery, _, _ in outcomes:
        what = f"{case.path.name} ({case.what})"
        assert delivery.status == STATUS[case.severity], f"{what}: {delivery.reason}"
        set_aside = {Severity.REFUSE: delivery.rows_in, Severity.SET_ASIDE: 1, Severity.WARN: 0}[
            case.severity
        ]
        assert delivery.rows_set_aside == set_aside, what
        warned = case.column is not None and case.severity == Severity.WARN
        assert delivery.rows_warned == warned, f"{what}: the one bad row, and no other, is counted"


def test_every_broken_file_breaks_its_own_rule_and_no_other(outcomes):
    for case, delivery, results, _ in outcomes:
        broken_rules = {result["rule"] for result in results if not result["success"]}
        expected = {case.rule if case.column is None else f"{case.column}.{case.rule}"}
        if case.rule == "fewer_rows":  # told by the register, which knows the deliveries before it
            assert "the last delivery of the same length of period" in delivery.reason
            expected = set()
        assert broken_rules == expected, f"{case.path.name}: {case.what}"


def test_passes_are_kept_as_well_as_failures(outcomes):
    def count(extract: str) -> int:
        """Of its rules, those about other registers and other rows among them."""
        contract = contracts.load(extract)
        return (
            len(rules.rules(contract))
            + sum(rules.KNOWN in each.rules for each in contract.columns.values())
            + (contract.sheet is not None)  # whether its ids stand once
        )

    passed = [
        (sum(result["success"] for result in results), count(each.extract))
        for _, each, results, _ in outcomes
        if each.rows_loaded
    ]
    assert passed and all(known - 1 <= held <= known for held, known in passed)


def test_a_refused_file_leaves_a_slip_and_its_original_and_nothing_else(outcomes):
    refused = [(delivery, home) for case, delivery, _, home in outcomes if case.severity == Severity.REFUSE]
    assert refused
    for delivery, home in refused:
        original = home / delivery.original
        names = {path.name for path in original.parent.iterdir()}
        assert names == {delivery.file_name, "slip.html", "slip.csv"}
    for home in {home for *_, home in outcomes}:
        loaded = {each.load_id for each in landing.register(home) if each.status == "loaded"}
        typed = {path.stem for path in (home / "raw").rglob("*.parquet")}
        assert typed == loaded, "what was typed of a refused file must not stay behind"


def modes(folder: Path) -> set[str]:
    return {oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("spoil", "room"), [(False, "archive"), (True, "refused")])
def test_the_original_is_kept_byte_for_byte_for_its_owner_alone(front_door, sheet, spoil, room):
    content = sheet().csv()[: 3000 if spoil else None]
    made = front_door.land(content, "Autumn return (2).csv")
    original = front_door.home / made.original
    assert original == front_door.home / room / "cld" / made.delivery_id / "Autumn return (2).csv"
    assert original.read_bytes() == content
    assert modes(front_door.home / room) == {"0o600"}
    assert {path.stat().st_mode & 0o777 for path in (original.parent, original.parent.parent)} == {0o700}
    assert not list((front_door.home / "inbox").rglob("*.csv")), "the original was moved"


def test_a_file_from_elsewhere_is_copied_and_stays(front_door, sheet, tmp_path):
    path = tmp_path / "cld.csv"
    path.write_bytes(sheet().csv())
    (waiting,) = inbox.find(front_door.home, files=[path], received_at=dt.datetime(2026, 4, 21)).waiting
    (made,) = front_door.admit(waiting)
    assert path.read_bytes() == (front_door.home / made.original).read_bytes() and not waiting.move
    assert [each.delivery_id for each in front_door.admit(waiting)] == [made.delivery_id], (
        "offered again, it is the same"
    )
    assert len(landing.register(front_door.home)) == 1


def test_what_is_known_of_a_delivery_is_in_its_record(front_door, sheet):
    made = front_door.land(sheet(12).csv(), rows=12)
    assert (made.rows_in, made.rows_loaded, made.la_code, made.la_name) == (
        12,
        12,
        "990",
        "Synthetic Northbridge",
    )
    assert (made.period_start, made.period_end) == (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert made.load_id == made.sha256[:16] and made.months == 12
    assert made.facts["encoding"] == "utf-8" and made.facts["key"] == identity.fingerprint(identity.DEMO_KEY)
    assert [row["_line"] for row in front_door.raw(made)] == list(range(2, 14))


@pytest.mark.parametrize("name", ["again.csv", "first.csv"])
def test_the_same_bytes_again_are_a_duplicate_that_loads_nothing_and_says_when_they_came(
    front_door, sheet, name
):
    first = front_door.land(sheet().csv(), "first.csv")
    again = front_door.land(sheet().csv(), name, at="2026-05-21T09:30:00")
    assert (again.status, again.rows_loaded, again.rows_set_aside) == ("duplicate", 0, 12)
    assert again.duplicate_of == first.delivery_id
    assert again.reason == "The same bytes were delivered on 21 April 2026 at 09:30:00 as first.csv."
    assert (front_door.home / first.original).exists() and (front_door.home / again.original).exists()
    assert first.original != again.original


def test_the_same_bytes_twice_in_one_run_are_one_load_and_one_duplicate(front_door, sheet):
    content = sheet().csv()
    made = front_door.admit(
        front_door.waiting(content, "a.csv"),
        front_door.waiting(content, "b.csv"),
    )  # fmt: skip
    assert [(each.file_name, each.status) for each in made] == [("a.csv", "loaded"), ("b.csv", "duplicate")]


def test_the_same_name_and_bytes_in_two_folders_are_two_deliveries(front_door, sheet):
    (front_door.home / "inbox/cld/x").mkdir(parents=True)
    content = sheet().csv()
    made = front_door.admit(
        front_door.waiting(content, "cld.csv"),
        front_door.waiting(content, "x/cld.csv", at="2026-04-21T09:30:01"),
    )
    assert [each.status for each in made] == ["loaded", "duplicate"]
    assert all((front_door.home / each.original).exists() for each in made)


def test_the_same_bytes_after_withdrawal_are_a_duplicate_and_stay_withdrawn_until_restored(front_door, sheet):
    first = front_door.land(sheet().csv(), "first.csv")
    landing.withdraw(front_door.home, first.load_id, "sent to the wrong council")
    again = front_door.land(sheet().csv(), "again.csv", at="2026-05-21T09:30:00")
    assert again.status == "duplicate"
    as_at = dt.date(2026, 12, 31)
    assert landing.counting(landing.register(front_door.home), as_at) == []
    landing.withdraw(front_door.home, first.load_id, "it was ours after all", restore=True)
    assert [each.load_id for each in landing.counting(landing.register(front_door.home), as_at)] == [
        first.load_id
    ]


def test_a_refused_files_bytes_may_come_again_and_load(front_door, sheet):
    content = sheet(12).csv()
    assert front_door.land(content, rows=13).status == "refused"
    again = front_door.land(content, at="2026-05-21T09:30:00", rows=12)
    assert again.status == "loaded" and len(landing.register(front_door.home)) == 2


def test_a_corrected_file_for_the_same_period_supersedes_the_one_before_it(front_door, sheet):
    first = front_door.land(sheet(12).csv(), "v1.csv")
    second = front_door.land(sheet(12).set(3, "gender", "Male").csv(), "v2.csv", at="2026-05-21T09:30:00")
    other = front_door.land(sheet(12, dt.date(2025, 12, 31)).csv(), "q3.csv", at="2026-05-22T09:30:00")
    assert (first.supersedes, second.supersedes, other.supersedes) == (None, first.load_id, None)
    earlier = front_door.land(sheet(12).set(4, "gender", "Male").csv(), "v0.csv", at="2026-01-21T09:30:00")
    assert earlier.supersedes is None, "what was received before corrects nothing that came after"


@pytest.mark.parametrize(("rows", "told"), [(14, False), (13, True)])
def test_under_70_percent_of_the_rows_before_is_loaded_and_told(front_door, sheet, rows, told):
    front_door.land(sheet(20, dt.date(2025, 12, 31)).csv(), "before.csv", at="2026-01-21T09:30:00")
    made = front_door.land(sheet(rows).csv())
    assert (made.status, made.rows_loaded) == ("loaded", rows)
    said = f"The file holds {rows} rows, {rows * 5}% of the 20 in the last delivery of the same length of period."
    assert made.reason.startswith(said) == told


def test_another_councils_file_is_refused_and_its_row_set_aside(front_door, sheet):
    whole = front_door.land(sheet().fill("la_code", "991").csv(), "whole.csv")
    assert whole.status == "refused" and whole.reason == "No row carries the council code 990."
    row = front_door.land(sheet().set(4, "la_code", "991").csv(), "row.csv", at="2026-05-21T09:30:00")
    assert (row.status, row.rows_set_aside, row.la_code) == ("loaded", 1, "990")
    assert 6 not in [each["_line"] for each in front_door.raw(row)]


def test_whose_file_it_is_comes_from_the_installation_or_its_rows_when_no_manifest_says(front_door, sheet):
    said = front_door.land(sheet(5).csv(), "a.csv", la_code=None)
    assert said.la_code == "990"
    front_door.settings = front_door.settings.model_copy(update={"la_codes": "991", "la_names": "991=Other"})
    ours = front_door.land(sheet(6).csv(), "b.csv", la_code=None)
    assert (ours.status, ours.reason) == ("refused", "No row carries the council code 991.")


def test_a_receipt_that_is_assumed_is_told_in_the_verdicts(front_door, sheet):
    made = front_door.land(sheet().csv(), source="file time")
    kept = front_door.home / "quality" / "front_door" / f"cld.{made.record}.json"
    (told,) = [each for each in json.loads(kept.read_text())["results"] if each["rule"] == "assumed_receipt"]
    assert told["severity"] == "warn" and "2026-04-21 09:30:00, was taken" in told["description"]


def test_nothing_that_was_landed_ever_changes(front_door, sheet):
    def kept() -> dict[str, bytes]:
        rooms = ("raw", "archive", "refused", "identity", "quality")
        files = [path for room in rooms for path in (front_door.home / room).rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in files}

    front_door.land(sheet(12).csv(), "cld.csv")
    front_door.land(sheet(12).csv()[:3000], "cld.csv", at="2026-04-22T09:30:00")
    before = kept()
    for day, content in enumerate((sheet(12).csv(), sheet(12).csv()[:3000], sheet(11).csv()), start=23):
        front_door.land(content, "cld.csv", at=f"2026-04-{day}T09:30:00")
    assert {name: content for name, content in kept().items() if name in before} == before


def test_a_file_that_another_run_took_first_is_passed_over(front_door, sheet):
    waiting = front_door.waiting(sheet().csv())
    Path(waiting.path).unlink()
    assert front_door.admit(waiting) == []


def test_check_says_what_would_become_of_files_and_lands_nothing(front_door, sheet, tmp_path):
    good, cut = tmp_path / "good.csv", tmp_path / "cut.csv"
    good.write_bytes(sheet(12).csv())
    cut.write_bytes(sheet(12).csv()[:3000])
    before = sorted(front_door.home.rglob("*"))
    (tmp_path / "made").mkdir()
    seen = list(gate.examine([good, cut], front_door.settings, tmp_path / "made"))
    assert [(each.delivery.status, each.delivery.rows_loaded) for each in seen] == [
        ("loaded", 12),
        ("refused", 0),
    ]
    assert "cut off on its way" in seen[1].faults[0].sentence
    assert sorted(front_door.home.rglob("*")) == before and good.exists() and cut.exists()
