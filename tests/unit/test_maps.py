"""A report of a case system is read as an extract by a map: renamed, recoded, and nothing guessed."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations import gate
from goldenthread import inbox, maps, rooms, screen, warehouse

RESIDENTS = {
    "map": "residents",
    "system": "Synthetic",
    "report": "Residents by band",
    "source": "made up for this test",
    "extract": "population",
    "columns": {"la_code": "Authority", "age_band": "Band", "people": "Headcount"},
    "values": {"age_band": {"18 to 64": ["18-64", "Working age"], "65 and above": ["65+"]}},
    "says": {"estimate_year": 2024},
    "ignores": ["Printed by"],
}
HEADER = ["AUTHORITY", "band", "Headcount", "Printed by"]
GOOD = [["990", "18-64", "900", "x"], ["990", " working AGE ", "50", "x"], ["990", "65+", "300", "x"]]


def written(folder: Path, **changes) -> Path:
    """The map of that report, changed, in a folder."""
    content = RESIDENTS | changes
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{content['map']}.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.fixture
def deliver(front_door):
    """Land a report's rows, under its own header."""

    def deliver(rows=GOOD, header=HEADER, at="2026-04-21T09:30:00"):
        text = io.StringIO()
        csv.writer(text).writerows([header, *rows])
        path = front_door.home / "inbox" / "population" / f"{at[:10]}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
        waiting = inbox.Waiting("population", str(path), at, "manifest", None, None, None, move=True)
        (made,) = front_door.admit(waiting)
        return made

    return deliver


def warned(front_door, delivery) -> set[str]:
    kept = front_door.home / "quality" / "front_door" / f"{delivery.extract}.{delivery.record}.json"
    return {each["rule"] for each in json.loads(kept.read_text())["results"] if not each["success"]}


def test_a_report_is_renamed_and_recoded_and_what_it_leaves_unsaid_is_said(front_door, deliver):
    written(front_door.home / "maps")
    made = deliver()
    assert (made.status, made.rows_loaded, made.la_code) == ("loaded", 3, "990"), made.reason
    told = [(row["age_band"], row["people"], row["estimate_year"]) for row in front_door.raw(made)]
    assert told == [("18 to 64", 900, 2024), ("18 to 64", 50, 2024), ("65 and above", 300, 2024)]
    assert warned(front_door, made) == set(), "a column that the map ignores is not worth a word"


def test_columns_and_values_that_the_map_does_not_know_are_listed_and_not_guessed(front_door, deliver):
    written(front_door.home / "maps")
    rows = [*GOOD, ["990", "75+", "80", "x"], ["990", "85+", "20", "x"], ["990", "75+", "7", "x"]]
    made = deliver([[*row, "spare"] for row in rows], [*HEADER, "Ward"])
    assert warned(front_door, made) == {"unmapped", "unknown_column", "age_band.listed"}
    assert [row["age_band"] for row in front_door.raw(made)][3:] == ["75+", "85+", "75+"]
    original = front_door.home / made.original
    (staged,) = gate.examine([original], front_door.settings, front_door.home, "population")
    shown = "\n".join(screen.faults(staged))
    assert "'75+' (2), '85+' (1)" in shown and "Ward" in shown


def test_each_recoded_column_lists_its_own_unknown_values(front_door):
    """Of a report of Mosaic: one unknown step and one unknown priority are two lines, each under its own header."""
    header = "REPORT_DATE,WORKFLOW_STEP_ID,PERSON_ID,WORKFLOW_STEP_TYPE,RESPONSIBLE_TEAM,PRIORITY,INCOMING_ON,STEP_STATUS"
    path = front_door.home / "waiting.csv"
    path.write_text(
        f"{header}\n31/03/2026,1,7,Adult Chat,North,Very low,01/02/2026,STARTED\n", encoding="utf-8"
    )
    (staged,) = gate.examine([path], front_door.settings, front_door.home)
    shown = "\n".join(screen.faults(staged))
    assert "The column WORKFLOW_STEP_TYPE holds values" in shown and "'Adult Chat' (1)" in shown
    assert "The column PRIORITY holds values" in shown and "'Very low' (1)" in shown


def test_a_value_that_may_be_somebodys_is_neither_listed_nor_kept(front_door, deliver):
    written(front_door.home / "maps")
    made = deliver([*GOOD, ["990", "999 123 4567", "80", "x"]])
    assert front_door.raw(made)[3]["age_band"].startswith("masked:")
    (staged,) = gate.examine(
        [front_door.home / made.original], front_door.settings, front_door.home, "population"
    )
    shown = "\n".join(screen.faults(staged))
    assert "12 characters" in shown and "4567" not in shown


def test_a_slip_names_the_reports_own_column_and_never_a_value(front_door, deliver):
    written(front_door.home / "maps")
    made = deliver([*GOOD, ["990", "75+", "many", "x"]])
    assert made.rows_set_aside == 1
    slip = front_door.slip(made)
    assert ",Headcount," in slip and ">Headcount<" in slip
    assert "75+" not in slip and "many" not in slip.replace("How many", "")


def test_a_file_under_the_contracts_own_names_needs_no_map(front_door, deliver):
    written(front_door.home / "maps")
    made = deliver([["990", "18 to 64", "900"]], ["LA_Code", "Age_Band", "Population"])
    assert (made.status, made.facts["map"]) == ("loaded", None)
    assert front_door.raw(made)[0]["estimate_year"] is None


def test_the_same_file_can_be_sent_again_once_its_map_is_mended(front_door, deliver):
    written(front_door.home / "maps", values={"age_band": {"18 to 64": ["18-64"]}})
    first = deliver()
    assert deliver(at="2026-04-22T09:30:00").status == "duplicate", "same bytes, same map"
    written(front_door.home / "maps")
    second = deliver(at="2026-04-23T09:30:00")
    assert second.status == "loaded" and second.sha256 == first.sha256 and second.load_id != first.load_id
    assert [row["age_band"] for row in front_door.raw(second)] == ["18 to 64", "18 to 64", "65 and above"]


def test_a_loose_file_is_known_by_its_map_and_a_broken_map_stops_nothing(front_door):
    folder = front_door.home / "maps"
    written(folder)
    (folder / "broken.yml").write_text("map: broken\ncolums: {}\n", encoding="utf-8")
    loose = front_door.home / "inbox" / "report.csv"
    loose.write_text(",".join(HEADER) + "\n990,65+,3,x\n", encoding="utf-8")
    found = inbox.find(front_door.home)
    assert [each.extract for each in found.waiting] == ["population"]
    assert any("broken.yml" in said and "colums" in said for said in found.said)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"columns": {"la_cod": "Authority"}}, "no column of population is called la_cod; the nearest is la_code"),
        ({"values": {"age_band": {"18 to 65": ["x"]}}}, "no value of Age_Band is called 18 to 65; the nearest is 18 to 64"),
        ({"values": {"age_band": {"18 to 64": ["x"], "65 and above": ["X "]}}}, "stands for two of ours"),
        ({"values": {"la_name": {"Here": ["There"]}}}, "values.la_name: the map names no column of the report for it"),
        ({"says": {"people": "3"}}, "says.people: the report has a column for it"),
        ({"columns": {"la_code": "A"}, "values": {}, "says": {"age_band": "all"}}, "no value of Age_Band is called all"),
        ({"ignores": ["headcount"]}, "the report's column headcount stands for two"),
        ({"extract": "populations"}, "there is no contract for 'populations'"),
        ({"reports": "x"}, "reports: Extra inputs are not permitted"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_map_that_cannot_be_used_says_where_and_why(tmp_path, changes, told):
    with pytest.raises(maps.MapError) as problem:
        maps.read(written(tmp_path, **changes))
    assert "residents.yml" in str(problem.value) and told in str(problem.value)


def mosaic_row(at: int, **changes: str) -> dict[str, str]:
    return {
        "REPORT_DATE": "31/03/2026", "PERSON_ID": str(500_000 + at), "FULL_NAME": "Synthetic Person",
        "WORKFLOW_STEP_ID": str(9_000_000 + at), "WORKFLOW_STEP_TYPE": "Adult Needs Assessment",
        "RESPONSIBLE_TEAM": "Synthetic North Team", "PRIORITY": "Standard", "INCOMING_ON": "02/02/2026 09:14:00",
        "ASSIGNMENT_DATETIME": "", "STEP_STATUS": "INCOMING",
    } | changes  # fmt: skip


def test_a_waiting_list_in_mosaics_shape_goes_from_the_report_to_the_metric(front_door):
    """Nothing of the report gets in but what the contract asks for; one kind of step is not in the map."""
    rows = [
        mosaic_row(1),
        mosaic_row(2, WORKFLOW_STEP_TYPE="adult ot specialist assessment", PRIORITY="Urgent"),
        mosaic_row(3, STEP_STATUS="STARTED", ASSIGNMENT_DATETIME="2026-03-01 10:00:00"),
        mosaic_row(4, WORKFLOW_STEP_TYPE="Adult Third Party Visit"),
    ]
    path = front_door.home / "inbox" / "open_work" / "steps.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    (made,) = front_door.admit(
        inbox.Waiting("open_work", str(path), "2026-04-02T09:00:00", "manifest", "990", None, None, move=True)
    )
    assert (made.status, made.rows_loaded, made.facts["map"].split()[0]) == (
        "loaded",
        4,
        "mosaic_open_work",
    ), made.reason
    raw = front_door.raw(made)
    assert [row["wait_type"] for row in raw] == [
        "assessment_first",
        "ot",
        "assessment_first",
        "Adult Third Party Visit",
    ]
    assert [row["priority"] for row in raw] == ["medium", "high", "medium", "medium"]
    assert {row["client_type"] for row in raw} == {"Service user"}
    assert "Synthetic Person" not in str(raw) and "500001" not in str(raw)
    assert warned(front_door, made) == {"unmapped", "wait_type.listed"}
    settings = front_door.settings
    asked = warehouse.question(settings, None)
    warehouse.build(settings, asked)
    with duckdb.connect(str(asked.database), read_only=True) as connection:
        waiting = connection.execute(
            "select breakdown_value, numerator from metric_values where metric_id = 'waiting__open_work' "
            "and breakdown in ('all', 'wait_type') and period_end = date '2026-03-31' order by all"
        ).fetchall()
    assert ("all", 4) in waiting and ("First needs assessment", 2) in waiting, waiting


def test_every_map_of_the_product_can_be_used():
    found = {path.stem: maps.read(path) for path in sorted(rooms.MAPS.glob("*.yml"))}
    assert {each.system for each in found.values()} >= {"Liquidlogic", "Mosaic", "Eclipse"}
    for each in found.values():
        header = [*each.columns.values(), *each.ignores]
        assert each.fits(header) and not [
            name for name in each.names_of(header) if name.startswith("unknown")
        ]
        unsaid = {name for name, column in each.contract.columns.items() if column.presence == "required"}
        assert not unsaid - {*each.columns, *each.says}, "a file that this map fits would be refused"
