"""Contracts are strict: a key that is not known, or that points nowhere, fails with its file and its path."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from goldenthread import contracts, inbox, maps, rooms
from goldenthread.contracts import ContractError, Due, Severity

CLD = yaml.safe_load((rooms.CONTRACTS / "cld.yml").read_text(encoding="utf-8"))


@pytest.fixture
def change(tmp_path):
    """Read the CLD contract with one key changed: ``change(value, *path)``; None takes the key out."""

    def give(value: object, *path: str | int, name: str = "cld.yml") -> contracts.Contract:
        content = yaml.safe_load(yaml.safe_dump(CLD))
        at = content
        for key in path[:-1]:
            at = at[key]
        if value is None:
            del at[path[-1]]
        else:
            at[path[-1]] = value
        (tmp_path / name).write_text(yaml.safe_dump(content), encoding="utf-8")
        return contracts.read(tmp_path / name)

    return give


def test_every_contract_can_be_read():
    names = contracts.names()
    assert "cld" in names
    for name in names:
        assert contracts.load(name).extract == name
        assert contracts.load(name).columns


@pytest.mark.parametrize(
    ("value", "path", "told"),
    [
        ("x", ("colour",), "colour: Extra inputs"),
        ("x", ("columns", "gender", "code"), "columns.gender.code: Extra inputs"),
        ("warn", ("columns", "gender", "rules", "unique"), "columns.gender.rules.unique"),
        ("warns", ("columns", "gender", "rules", "listed"), "columns.gender.rules.listed"),
        ({"severity": "warn", "hi": 3}, ("columns", "unit_cost", "rules", "between"), "unit_cost.rules.between.hi"),
        ("refuse", ("file", "half_empty"), "file.half_empty"),
        ("set_aside", ("rows", "odd"), "rows.odd"),
        ("set aside", ("rows", "fields"), "rows.fields.severity"),
        ("Genders", ("columns", "gender", "codes"), "columns.gender.codes: no list Genders in cld_list_values.csv"),
        (None, ("columns", "gender", "codes"), "columns.gender: Value error, codes belongs to type code"),
        ("pseudonym", ("columns", "postcode", "personal"), "columns.postcode: Value error, domain belongs to"),
        ("person", ("columns", "postcode", "domain"), "columns.postcode: Value error, domain belongs to"),
        ("birth_date", ("columns", "postcode", "personal"), "columns.postcode: Value error, personal: birth_date"),
        ({"severity": "warn", "column": "start"}, ("columns", "event_end_date", "rules", "not_before"),
         "columns.event_end_date: no column start"),
        ({"severity": "warn", "when": {"kind": ["x"]}}, ("columns", "gender", "rules", "filled"),
         "columns.gender: no column kind"),
        ({"age_at": "never", "description": "x"}, ("columns", "date_of_birth", "leaves", "age"),
         "columns.date_of_birth: no column never"),
        ({"description": "x"}, ("columns", "date_of_birth", "leaves", "age"), "give either contains or age_at"),
        ("council", ("submission", "council"), "submission: no column council"),
        (None, ("submission", "council"), "rows.other_council: needs submission.council"),
        (None, ("submission", "period_end"), "submission: Value error, period_start and period_end go together"),
        ("event_start_date", ("submission", "dated_by"), "give either period_start and period_end or dated_by"),
        (["event"], ("latest_of",), "latest_of: no column event"),
        (None, ("file", "cut_off"), "file: say what cut_off does"),
        (None, ("rows", "too_long"), "rows: say what too_long does"),
        (None, ("lists",), "columns.accommodation_status: codes need lists"),
        ("warn", ("columns", "unit_cost", "rules", "between"), "between needs low, high or both"),
        ({"header": "X"}, ("columns", "Gender 2"), "columns.Gender 2.module: Field required"),
        (0, ("due", "within_days"), "due.within_days"),
        ("other", ("extract",), "extract: says other, the file's name says cld"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_its_file_and_path(change, value, path, told):
    with pytest.raises(ContractError) as problem:
        change(value, *path)
    assert str(problem.value).startswith("cld.yml: ")
    assert told in str(problem.value)


def test_a_columns_name_is_plain_snake_case(change):
    with pytest.raises(ContractError, match=r"columns\.Gender2: a column's name is plain snake_case"):
        change(CLD["columns"]["gender"], "columns", "Gender2")


def test_two_mistakes_are_told_together(tmp_path):
    content = CLD | {"colour": "red", "size": 3}
    (tmp_path / "cld.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ContractError, match=r"colour: .*; size: "):
        contracts.read(tmp_path / "cld.yml")


def test_what_is_no_yaml_is_said_to_be_none(tmp_path):
    (tmp_path / "cld.yml").write_text("columns: [", encoding="utf-8")
    with pytest.raises(ContractError, match=r"cld\.yml: not readable as YAML"):
        contracts.read(tmp_path / "cld.yml")


def test_an_unknown_extract_is_answered_with_the_known_ones():
    with pytest.raises(ContractError, match=r"no contract for 'ascof'; known: .*cld"):
        contracts.load("ascof")


def test_a_severity_alone_stands_for_a_rule(cld):
    assert cld.columns["gender"].rules["listed"].severity == Severity.WARN


@pytest.mark.parametrize(
    "header",
    ["Event Start Date", "event_start_date", "EVENT START DATE", " Event  Start Date ", "EventStartDate",
     "Event-Start Date:", "event start\ndate"],
)  # fmt: skip
def test_headers_match_through_case_spacing_and_underscores(cld, header):
    assert cld.names_of(["x", header]) == ["unknown_0", "event_start_date"]


@pytest.mark.parametrize("header", ["Event Start", "Start Date", "", "Event Start Date 2"])
def test_other_headers_do_not_match(cld, header):
    assert cld.names_of([header]) == ["unknown_0"]


def test_every_accepted_header_of_every_extract_means_one_column_of_it():
    for extract in contracts.names():
        contract = contracts.load(extract)
        for name, column in contract.columns.items():
            for header in (column.header, *column.also):
                assert contract.names_of([header]) == [name], f"{extract}: {header}"


def test_a_header_is_known_for_its_own_extract(tmp_path):
    for extract in contracts.names():
        header = [column.header for column in contracts.load(extract).columns.values()]
        path = tmp_path / f"{extract}.csv"
        path.write_text(",".join(f'"{each}"' for each in header) + "\n", encoding="utf-8")
        assert inbox.extract_of(path, maps.Known()) == extract


def test_a_contract_without_a_councils_column_has_another_that_tells_a_header_from_a_record():
    assert contracts.load("cld").telling == "la_code"
    assert contracts.load("hospital_episodes").telling == "sex_code"


def test_every_accepted_header_means_one_column(cld):
    accepted = [
        (contracts.header_key(header), name)
        for name, column in cld.columns.items()
        for header in (name, column.header, *column.also)
    ]
    meant = dict(accepted)
    wrong = [key for key, name in accepted if meant[key] != name]
    assert len(meant) >= len(cld.columns) and not wrong, f"{wrong} could be either of two columns: change one"
    assert cld.known([column.header for column in cld.columns.values()] * 2) == len(cld.columns)


def test_release_1_values_map_to_values_of_release_2(cld):
    lists = {column.codes for column in cld.columns.values() if column.codes}
    assert len(lists) > 15
    for name in sorted(lists):
        two = {value.value for value in cld.values(name) if value.release == "2"}
        one = [value for value in cld.values(name) if value.release == "1"]
        astray = [each for each in one if each.maps_to not in two and "ot mapped" not in each.maps_to]
        assert not astray, f"{name}: map these to a value of release 2, or to none: {astray}"


@pytest.mark.parametrize("text", ["9990000018", "born 1950", "someone@synthetic.example", "x" * 61])
def test_a_value_that_stands_for_a_header_is_not_repeated(text):
    assert not contracts.looks_like_header(text)


@pytest.mark.parametrize(
    ("every", "day", "end"),
    [
        # A quarter's file is due 31 days after the quarter; on the last day in time it is not late.
        ("quarter", dt.date(2026, 5, 1), dt.date(2025, 12, 31)),
        ("quarter", dt.date(2026, 5, 2), dt.date(2026, 3, 31)),
        ("month", dt.date(2026, 5, 2), dt.date(2026, 3, 31)),
        ("month", dt.date(2026, 6, 1), dt.date(2026, 4, 30)),
        ("year", dt.date(2026, 5, 1), dt.date(2025, 3, 31)),
        ("year", dt.date(2026, 5, 2), dt.date(2026, 3, 31)),
    ],
)
def test_the_last_period_overdue_on_a_day(every, day, end):
    assert Due(every=every, within_days=31).last_period(day) == end


def test_the_contract_named_here_is_the_one_in_its_room():
    assert Path(rooms.CONTRACTS / "cld.yml").is_file() and CLD["extract"] == "cld"
