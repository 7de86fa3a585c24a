"""The national method behind the real front door: how files lie, what they are called, sent twice."""

import csv
from pathlib import Path

import pytest
from harness import YEAR, Ran, Submission, begin, run
from hypothesis import given, settings
from hypothesis import strategies as st
from method_rows import (
    COMMUNITY,
    ENDED,
    NURSING,
    PLANNING,
    RESIDENTIAL,
    assessment,
    earlier,
    request,
    service,
    st_max,
    year,
)
from typer.testing import CliRunner

from expectations import gate
from goldenthread import cli, conformance, contracts, landing, raw_schema, warehouse
from goldenthread.settings import Settings

FILES = [
    earlier(
        service(COMMUNITY, "2024-05-01", service_component="Home Support"),
        request("2024-06-01", event_outcome=PLANNING, person="P2"),
    ),
    year(
        service(COMMUNITY, "2024-05-01", service_component="Home support or domiciliary care"),
        st_max("2025-06-01", "2025-07-01", event_outcome=ENDED, person="P2"),
        request("2025-08-01", event_outcome=PLANNING, person="P3"),
        assessment("2025-08-11", person="P3"),
    ),
    year(
        service(NURSING, "2025-05-01", person="P4"),
        service(RESIDENTIAL, "2025-05-01", "2025-09-01", person="P3"),
        received="2026-04-25 09:00:00",
        covers=("2025-10-01", "2025-12-31"),
    ),
]


def write_case(
    folder: Path, files: list[Submission], names: list[str], lines: list[int], again: list[int]
) -> Path:
    """A case: the files under some names, lines of the manifest in some order, some files delivered again."""
    contract = contracts.load("cld")
    (folder / "submissions").mkdir(parents=True)
    headers = [column.header for column in contract.columns.values()]
    manifest = []
    for at in range(len(files)):
        rows = files[at].all_rows()
        for name, moment in [(names[at], files[at].received), (f"again_{names[at]}", "2026-05-01 09:00:00")]:
            if name.startswith("again_") and at not in again:
                continue
            with (folder / "submissions" / name).open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(headers)
                writer.writerows([row.get(column) for column in contract.columns] for row in rows)
            manifest.append([name, "990", "Council 990", moment.replace(" ", "T"), len(rows)])
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "la_code", "la_name", "import_datetime", "rows"])
        writer.writerows(
            sorted(manifest, key=lambda line: lines.index(names.index(line[0].removeprefix("again_"))))
        )
    return folder


def land(case: Path) -> tuple[Settings, list[str]]:
    """Pass a case's files through the front door into a home of its own."""
    home = conformance.own_home(Settings(), case / "home")
    return home, conformance.receive(home, case, gate.admit, lambda *_: None)


def over(home: Settings) -> Ran:
    """The method over what was landed."""
    built = warehouse.question(home, None)
    ran = begin(as_at=built.as_at.isoformat())
    raw_schema.make(ran.connection, home, built)
    return ran


def figures(home: Settings) -> dict[str, list[tuple]]:
    """Every table over what was landed."""
    return over(home).everything()


NAMES = ["CLD_990_a.csv", "CLD_990_b.csv", "CLD_990_c.csv"]


@pytest.fixture
def plain(front_door, tmp_path) -> dict[str, list[tuple]]:
    home, said = land(write_case(tmp_path / "plain", FILES, NAMES, [0, 1, 2], []))
    assert not said
    return figures(home)


def test_behind_the_front_door_the_figures_are_those_of_the_rows(plain):
    """What the harness makes of rows is what the front door and the landed files make of them."""
    assert plain == run(*FILES).everything()
    assert plain["waiting_times"] and plain["ascof_2a_sequels"] and plain["ascof"]


def test_names_order_and_second_deliveries_of_the_same_bytes_never_change_a_figure(
    plain, tmp_path_factory, front_door
):
    @settings(max_examples=5)
    @given(
        st.permutations(["x.csv", "a new name.csv", "CLD_000.csv"]),
        st.permutations([0, 1, 2]),
        st.sets(st.sampled_from([0, 1, 2])),
    )
    def holds(names, lines, again):
        home, said = land(write_case(tmp_path_factory.mktemp("case"), FILES, names, lines, sorted(again)))
        assert len(said) == len(again) and all("duplicate" in sentence for sentence in said)
        assert figures(home) == plain

    holds()


def test_the_command_itself_gives_the_same_figures_for_renamed_and_repeated_files(plain, tmp_path):
    """``goldenthread conformance``, with Great Expectations and dbt's own build."""
    names = ["third.csv", "first.csv", "second.csv"]
    case = write_case(tmp_path / "case", FILES, names, [2, 0, 1], [1])
    made = tmp_path / "made"
    command = ["conformance", str(case), "--period-start", str(YEAR[0]), "--period-end", str(YEAR[1])]
    outcome = CliRunner().invoke(cli.app, [*command, "--out", str(made)])
    assert outcome.exit_code == 0, outcome.output
    for name, rows in plain.items():
        if name.startswith("ascof_2d"):  # no hospital records, no file
            assert not (made / f"{name}.csv").exists()
            continue
        with (made / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found = [{**row, "file": ""} for row in csv.DictReader(file)]
        assert sorted(tuple(row.values()) for row in found) == sorted(
            tuple(_written(value) for value in row) for row in rows
        ), name


def winner(rows: list[dict]) -> set[str]:
    return {row["ImportDate"] for row in rows}


def of_year(*received: str) -> list[Submission]:
    """A file of the year for each moment, no two of the same bytes."""
    return [
        year(request("2025-08-01", person=f"P{at}"), received=moment) for at, moment in enumerate(received)
    ]


def test_the_excluded_moment_of_a_manifest_is_passed_over_to_the_millisecond(front_door, tmp_path):
    files = of_year("2026-04-23 13:28:24", "2026-04-23 13:28:24.253")
    home, said = land(write_case(tmp_path / "case", files, ["b.csv", "a.csv"], [0, 1], []))
    ran = over(home)
    assert not said and winner(ran.table("joined_submissions")) == {"2026-04-23T13:28:24"}
    assert winner(ran.table("submission_periods")) == {"2026-04-23T13:28:24", "2026-04-23T13:28:24.253"}


def test_of_two_files_received_within_one_second_the_later_one_wins_whatever_it_is_called(
    front_door, tmp_path
):
    files = of_year("2026-04-20 09:00:00.750", "2026-04-20 09:00:00.253")
    home, said = land(write_case(tmp_path / "case", files, ["a.csv", "b.csv"], [0, 1], []))
    assert not said and winner(over(home).table("single_submissions")) == {"2026-04-20T09:00:00.75"}


def test_the_same_bytes_delivered_twice_within_one_second_are_two_deliveries_of_one_load(
    front_door, tmp_path
):
    at = ["2026-04-20 09:00:00.253", "2026-04-20 09:00:00.750"]
    files = [year(received=moment) for moment in at]
    home, said = land(write_case(tmp_path / "case", files, ["a.csv", "b.csv"], [0, 1], []))
    assert len(said) == 1 and "duplicate" in said[0]
    register = landing.register(home.home)
    assert [(each.status, str(each.received_at)[:23]) for each in register] == [
        ("loaded", at[0]), ("duplicate", at[1])
    ]  # fmt: skip
    assert len({each.delivery_id for each in register}) == 2
    assert winner(over(home).table("joined_submissions")) == {"2026-04-20T09:00:00.253"}


def test_a_case_as_at_a_day_lists_later_submissions_with_their_periods_and_uses_none(front_door, tmp_path):
    """Methods 1 is of all that was sent; only 2.1 asks for the date."""
    files = of_year("2026-04-20 09:00:00", "2026-04-21 00:00:00")
    home, _ = land(write_case(tmp_path / "case", files, ["a.csv", "b.csv"], [0, 1], []))
    made = {path.stem: path for path in conformance.run(home, YEAR, "2026-04-20", tmp_path / "out")}

    def rows(name: str) -> list[dict]:
        return list(csv.DictReader(made[name].open(encoding="utf-8", newline="")))

    assert winner(rows("joined_submissions")) == winner(rows("single_submissions")) == {"2026-04-20T09:00:00"}
    assert [(row["file"], row["Der_Reporting_Period_End_Date"]) for row in rows("submission_periods")] == [
        ("a.csv", "2026-03-31"), ("b.csv", "2026-03-31")
    ]  # fmt: skip
    assert {row["people"] for row in rows("main_tables") if row["Event_Type"] == "Request"} == {"1"}


def _written(value) -> str:
    """A value as it stands in a CSV."""
    if isinstance(value, float):
        return f"{value:.1f}" if value == round(value, 1) else str(value)
    return "" if value is None else str(value)
