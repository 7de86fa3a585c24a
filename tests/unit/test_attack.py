"""The attack: what it works out of papers and releases that give something away, and that it finds nothing where they do not."""

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from goldenthread import cli, metrics
from goldenthread.disclosure import control, earlier, last_look, printed, profiles
from goldenthread.disclosure.attack import attack

LOCAL = profiles.named("local")
COUNT, FLOW = "waiting__reviews_overdue", "requests__completed"
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
SCHEMA = pa.schema(
    [("metric_id", pa.string()), ("la_code", pa.string()), ("period_start", pa.date32()), ("period_end", pa.date32()),
     ("breakdown", pa.string()), ("breakdown_value", pa.string()), ("numerator", pa.int64()),
     ("denominator", pa.int64()), ("value", pa.float64())]
)  # fmt: skip
CELLS = {("all", "all"): 30, ("sex", "Female"): 3, ("sex", "Male"): 20, ("sex", "Unknown"): 7}


def values(cells: dict[tuple[str, str], int], metric: str = COUNT, period=MARCH) -> pa.Table:
    rows = [(metric, "990", *period, *cut, count, None, float(count)) for cut, count in cells.items()]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def release(
    home: Path, name: str, table: pa.Table, profile=LOCAL, as_at: str = "2026-04-23", but=None
) -> Path:
    """A release's public folder after disclosure control; but: other marks than it would choose."""
    folder = home / "published" / "releases" / name
    before = earlier.read(folder.parent, table)
    figures = but or control.controlled(table, metrics.catalogue(), profile, before).figures
    (folder / "public").mkdir(parents=True)
    pq.write_table(figures, folder / "public" / earlier.FIGURES)
    catalogue = [each.model_dump(mode="json") for each in metrics.catalogue()]
    (folder / "public" / "metric_catalogue.json").write_text(json.dumps(catalogue))
    about = {"release": name, "as_at": as_at, "disclosure": LOCAL.model_dump(mode="json")}
    (folder / "public" / "release.json").write_text(json.dumps(about))
    return folder


def found(*folders: Path, releases: Path | None = None) -> list[str]:
    """What the attack on these tells."""
    sources = printed.together(folders, metrics.catalogue(), releases)
    return [each.told for each in attack(sources).pinned]


def withheld(folder: Path) -> set[str]:
    rows = pq.read_table(folder / "public" / earlier.FIGURES).to_pylist()
    return {row["breakdown_value"] for row in rows if row["withheld"]}


def test_a_release_after_disclosure_control_gives_nothing_away_and_one_without_does(tmp_path):
    safe = release(tmp_path, "2026-04-23-a", values(CELLS))
    assert withheld(safe) == {"Female", "Unknown"} and found(safe) == []
    off = LOCAL.model_copy(update={"protection": 0})
    open_ = release(tmp_path / "off", "2026-04-23-b", values(CELLS), off)
    assert withheld(open_) == {"Female"}
    assert found(open_) == [f"numerator of {COUNT}@2026-03-01..2026-03-31/sex=Female is 3"]


def test_groups_that_are_told_by_quarter_alone_are_attacked_beside_whole_months(tmp_path):
    quarter = values(CELLS, FLOW, (dt.date(2026, 1, 1), MARCH[1]))
    months = [
        values({("all", "all"): 10}, FLOW, (dt.date(2026, month, 1), dt.date(2026, month, day)))
        for month, day in ((1, 31), (2, 28), (3, 31))
    ]
    table = pa.concat_tables([quarter, *months])
    assert found(release(tmp_path, "2026-04-23-a", table)) == []
    off = LOCAL.model_copy(update={"protection": 0})
    open_ = release(tmp_path / "off", "2026-04-23-b", table, off)
    assert found(open_) == [f"numerator of {FLOW}@2026-01-01..2026-03-31/sex=Female is 3"]


def test_a_month_in_which_a_group_has_somebody_is_not_told_by_a_row_without_numbers(tmp_path):
    """Three months with somebody in each say that a quarter's withheld 3 is no 1 and no 2."""
    month = {("all", "all"): 10, ("sex", "Female"): 1, ("sex", "Male"): 7, ("sex", "Unknown"): 2}
    quarter = values({cut: 3 * count for cut, count in month.items()}, FLOW, (dt.date(2026, 1, 1), MARCH[1]))
    months = [
        values(month, FLOW, (dt.date(2026, number, 1), dt.date(2026, number, day)))
        for number, day in ((1, 31), (2, 28), (3, 31))
    ]
    table = pa.concat_tables([quarter, *months])
    safe = release(tmp_path, "2026-04-23-a", table)
    rows = pq.read_table(safe / "public" / earlier.FIGURES).to_pylist()
    assert {row["breakdown"] for row in rows if row["period_start"] == row["period_end"].replace(day=1)} == {
        "all"
    }
    marked = control.controlled(table, metrics.catalogue(), LOCAL).figures
    kept = [dict(row, numerator=None, value=None, withheld="by quarter") for row in pa.concat_tables(months).to_pylist()
            if row["breakdown"] != "all"]  # fmt: skip
    told = pa.concat_tables([marked, pa.Table.from_pylist(kept, marked.schema)])
    open_ = release(tmp_path / "rows", "2026-04-23-b", table, but=told)
    assert found(safe) == []
    assert f"numerator of {FLOW}@2026-01-01..2026-03-31/sex=Female is 3 to 6" in found(open_)


PARTS = {("all", "all"): 30, ("sex", "Female"): 2, ("sex", "Male"): 20, ("sex", "Unknown"): 8}


def part(whole: str, cells: dict[tuple[str, str], int], end: dt.date = MARCH[1]) -> pa.Table:
    """Figures of a median, of so many of those that another metric counts."""
    rows = [(whole, "990", MARCH[0], end, *cut, None, count, 9.0) for cut, count in cells.items()]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def test_what_a_metric_counts_a_part_of_bounds_the_part_and_is_bounded_by_it(tmp_path):
    """All but one of those that wait have a known wait: whatever is withheld of either must hold beside the other."""
    median = {("all", "all"): 30, ("sex", "Female"): 2, ("sex", "Male"): 20, ("sex", "Unknown"): 8}
    table = pa.concat_tables([values(PARTS, "waiting__for_assessment"), part("waiting__median_wait", median)])
    assert found(release(tmp_path, "2026-04-23-a", table)) == []
    alone = [control.controlled(each, metrics.catalogue(), LOCAL).figures for each in
             (values(PARTS, "waiting__for_assessment"), part("waiting__median_wait", median))]  # fmt: skip
    shown = pa.concat_tables(alone).to_pylist()
    for row in shown:  # the count withholds men beside women, the median those of unknown sex
        gone = row["breakdown_value"] == "Female" or (row["metric_id"], row["breakdown_value"]) in (
            ("waiting__for_assessment", "Male"), ("waiting__median_wait", "Unknown"),
        )  # fmt: skip
        source = PARTS if row["metric_id"] == "waiting__for_assessment" else median
        count = None if gone else source[row["breakdown"], row["breakdown_value"]]
        name = "numerator" if row["metric_id"] == "waiting__for_assessment" else "denominator"
        row |= {name: count, "value": None, "withheld": "small" if gone else None}
    open_ = release(
        tmp_path / "open", "2026-04-23-b", table, but=pa.Table.from_pylist(shown, alone[0].schema)
    )
    assert "numerator of waiting__for_assessment@2026-03-01..2026-03-31/sex=Female is 2" in found(open_)


def test_what_is_a_group_of_another_metric_is_withheld_of_both_or_of_neither(tmp_path):
    """Two on pathway 1 need another pathway withheld beside them, which the share on pathway 3 must not tell."""
    quarter = (dt.date(2026, 1, 1), MARCH[1])
    pathways = {"Pathway 0": 2000, "Pathway 1": 2, "Pathway 3": 12}
    cells = [("discharges__by_pathway", "pathway", name, count, None) for name, count in pathways.items()]
    cells.append(("discharges__by_pathway", "all", "all", 2014, None))
    cells.append(("discharges__pathway_3", "all", "all", 12, 2014))
    rows = [(name, "990", *quarter, by, value, *counts, 1.0) for name, by, value, *counts in cells]
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)
    safe = control.controlled(table, metrics.catalogue(), LOCAL).figures
    gone = {(row["metric_id"], row["breakdown_value"]) for row in safe.to_pylist() if row["withheld"]}
    assert ("discharges__by_pathway", "Pathway 1") in gone and len(gone) > 1
    assert found(release(tmp_path / "safe", "2026-04-23-a", table)) == []
    shown = table.append_column("withheld", pa.nulls(len(rows), pa.string())).to_pylist()
    for row in shown:
        if row["breakdown_value"] in ("Pathway 1", "Pathway 3"):
            row |= {"numerator": None, "value": None, "withheld": "small"}
    open_ = release(tmp_path / "open", "2026-04-23-b", table, but=pa.Table.from_pylist(shown, safe.schema))
    assert "numerator of discharges__by_pathway@2026-01-01..2026-03-31/pathway=Pathway 1 is 2" in found(open_)


def test_a_share_of_residents_without_a_census_contradicts_nobodys_support(tmp_path):
    """It is then of nobody, while people are supported: its groups are the other's where it has any, and it need not have all."""
    rows = [("support__long_term_open", "990", *MARCH, "all", "all", 30, None, 30.0)]
    groups = {"White": 20, "Other ethnic group": 2, "Unknown": 8}
    rows += [
        ("support__long_term_open", "990", *MARCH, "ethnicity_group", *each, None, 1.0)
        for each in groups.items()
    ]
    rows.append(("equity__long_term_by_ethnicity", "990", *MARCH, "all", "all", 0, 0, None))
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)
    outcome = attack(printed.read(release(tmp_path, "2026-04-23-a", table), metrics.catalogue()))
    assert (outcome.pinned, outcome.unproved, outcome.is_safe) == ([], 0, True)


def test_metrics_that_are_said_to_count_the_same_and_do_not_keep_a_release_in():
    """Of figures that contradict one another nothing can be proved."""
    rows = [("dols__waiting", 20, None), ("dols__over_28_days", 5, 21)]
    made = [(name, "990", *MARCH, "all", "all", *counts, 1.0) for name, *counts in rows]
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in made], schema=SCHEMA)
    with pytest.raises(control.GivenAway, match=r"dols__waiting@2026-03-01.* Take it out of same_counts"):
        control.controlled(table, metrics.catalogue(), LOCAL)


def test_cases_whose_value_is_not_known_do_not_make_a_set_contradict_itself(tmp_path):
    """A median is of fewer than the count: the set is attacked, and nothing in it can be worked out."""
    median = {("all", "all"): 28, ("sex", "Female"): 1, ("sex", "Male"): 20, ("sex", "Unknown"): 7}
    table = pa.concat_tables([values(PARTS, "waiting__for_assessment"), part("waiting__median_wait", median)])
    outcome = attack(printed.read(release(tmp_path, "2026-04-23-a", table), metrics.catalogue()))
    assert (outcome.pinned, outcome.unproved) == ([], 0) and outcome.withheld > 2


def test_figures_that_do_not_add_up_are_not_taken_for_safe(tmp_path):
    """Groups of 33 in a whole of 30: nobody can say what of them is withheld well enough."""
    wrong = release(tmp_path, "2026-04-23-a", values(CELLS | {("sex", "Male"): 31}))
    outcome = attack(printed.read(wrong, metrics.catalogue()))
    assert (outcome.pinned, outcome.unproved, outcome.is_safe) == ([], 1, False)


def test_what_one_release_prints_is_not_withheld_in_vain_by_the_next(tmp_path):
    first = release(tmp_path, "2026-04-23-a", values(CELLS | {("sex", "Female"): 5, ("all", "all"): 32}))
    assert withheld(first) == set()
    later = release(tmp_path, "2026-05-23-b", values(CELLS), as_at="2026-05-23")
    assert withheld(later) == {"Female", "all"}, "the other groups stand open as they still are"
    assert found(later, first) == []


def test_two_releases_that_withhold_different_figures_give_each_other_away(tmp_path):
    first = release(tmp_path, "2026-04-23-a", values(CELLS))
    table = values(CELLS)
    gone = [cut in (("sex", "Female"), ("sex", "Male")) for cut in CELLS]
    for name in ("numerator", "value"):
        column = [None if out else kept for out, kept in zip(gone, table[name].to_pylist(), strict=True)]
        table = table.set_column(
            SCHEMA.get_field_index(name), name, pa.array(column, SCHEMA.field(name).type)
        )
    marked = table.append_column("withheld", pa.array(["small" if out else None for out in gone]))
    second = release(tmp_path, "2026-05-23-b", values(CELLS), as_at="2026-05-23", but=marked)
    assert found(first) == found(second) == []
    assert found(first, second) == [f"numerator of {COUNT}@2026-03-01..2026-03-31/sex=Female is 3"]


def test_figures_that_were_put_right_are_attacked_release_by_release(tmp_path):
    first = release(tmp_path, "2026-04-23-a", values(CELLS))
    grown = {("all", "all"): 45, ("sex", "Female"): 4, ("sex", "Male"): 33, ("sex", "Unknown"): 8}
    second = release(tmp_path, "2026-05-23-b", values(grown), as_at="2026-05-23")
    assert found(first, second) == []


def pack(folder: Path, body: str, release: str = "2026-04-23-a") -> Path:
    folder.mkdir(parents=True)
    about = {
        "pack": "scrutiny",
        "period": "2025-26Q4",
        "la_code": "990",
        "release": release,
        "as_at": "2026-04-23",
    }
    (folder / "pack.json").write_text(json.dumps(about))
    (folder / "scrutiny.html").write_text(f"<html><body>{body}</body></html>")
    return folder


def says(reference: str, text: str) -> str:
    return f'<p>There were <span data-ref="{reference}#2026-04-23-a">{text}</span>.</p>'


def test_a_sentence_that_prints_what_a_table_withholds_gives_it_away(tmp_path):
    table = "".join(
        says(f"{COUNT}@2026-03-31" + ("" if cut == "all" else f"/{cut}={name}"), "[c]" if count in (3, 7) else str(count))
        for (cut, name), count in CELLS.items()
    )  # fmt: skip
    assert found(pack(tmp_path / "one", table)) == []
    told = table + says(f"{COUNT}@2026-03-31/sex=Unknown", "7 reviews")
    assert f"numerator of {COUNT}@2026-03-01..2026-03-31/sex=Female is 3" in found(
        pack(tmp_path / "two", told)
    )


def test_the_mean_of_a_series_gives_its_withheld_month_away(tmp_path):
    months = [("2026-01-31", "12"), ("2026-02-28", "[c]"), ("2026-03-31", "14")]
    series = "".join(says(f"{COUNT}@{day}", text) for day, text in months)
    without = says(f"{COUNT}@2026-03-31/limits=mean", "13.0")
    assert found(pack(tmp_path / "one", series + without)) == [], "of the months that are printed"
    with_it = says(f"{COUNT}@2026-03-31/limits=mean", "9.7")
    assert found(pack(tmp_path / "two", series + with_it)) == [
        f"numerator of {COUNT}@2026-02-01..2026-02-28 is 3"
    ]


@pytest.mark.parametrize(
    ("metric", "text", "counts"),
    [
        ("reviews__overdue", "9 of 372 (2.4%)", (9, 372)),
        ("reviews__overdue", "[z]", (0, 0)),
        ("reviews__overdue", "[x]", (None, None)),
        ("service_users__quality_of_life", "1,646 over 84 (19.6 points out of 24)", (1646, 84)),
        ("reviews__planned", "[z]", (0, 0)),
        ("workforce__vacancies", "8.7 of 99.9 (8.7%)", (870, 9990)),
        ("contacts__per_worker", "80 over 17.25 (4.6 contacts)", (80, 1725)),
    ],
)
def test_counts_are_read_as_papers_write_them_and_not_applicable_is_nobody(tmp_path, metric, text, counts):
    [paper] = printed.read(pack(tmp_path / "one", says(f"{metric}@2026-03-31", text)), metrics.catalogue())
    [said] = paper.said.values()
    assert (said.numerator, said.denominator) == counts


def test_an_index_of_a_withheld_group_gives_it_away(tmp_path):
    body = says(f"{COUNT}@2026-03-31", "30") + says(f"{COUNT}@2026-03-31/sex=Female", "[c]")
    body += says(f"{COUNT}@2026-03-31/sex=Male", "[c]") + says(f"{COUNT}@2026-03-31/index=Female", "0.1")
    assert any("prints an index" in each for each in found(pack(tmp_path / "one", body)))


def test_a_pack_is_attacked_with_the_release_that_it_cites(tmp_path):
    safe = release(tmp_path, "2026-04-23-a", values(CELLS))
    paper = pack(tmp_path / "pack", says(f"{COUNT}@2026-03-31/sex=Unknown", "7"))
    assert found(paper) == []
    assert found(paper, releases=safe.parent) == [
        f"numerator of {COUNT}@2026-03-01..2026-03-31/sex=Female is 3",
    ]


@pytest.fixture
def run(home):
    return lambda *words: CliRunner().invoke(cli.app, ["attack", *map(str, words)])


def test_the_command_says_what_it_found_by_its_exit_code(tmp_path, run):
    safe = release(tmp_path, "2026-04-23-a", values(CELLS))
    off = LOCAL.model_copy(update={"protection": 0})
    open_ = release(tmp_path / "off", "2026-04-23-b", values(CELLS), off)
    assert run(safe).exit_code == 0 and "0 can be worked out" in run(safe).output
    told = run(open_)
    assert told.exit_code == 1 and "is 3" in told.output
    assert "[c] + Male 2026-03..2026-03 20 + Unknown 2026-03..2026-03 7 = " in told.output.replace("\n", " ")
    as_json = json.loads(run(open_, "--format", "json").stdout)
    assert as_json["pinned"][0]["reference"].endswith("sex=Female") and as_json["withheld"] == 1


def test_a_wrong_call_is_told_with_exit_code_2(tmp_path, run):
    assert run(tmp_path / "nowhere").exit_code == 2
    with pytest.raises(printed.NothingPrinted, match=r"no pack\.json of a pack"):
        printed.read(tmp_path, metrics.catalogue())


def test_what_was_written_is_held_against_what_was_proved(tmp_path):
    table = values(CELLS)
    made = control.controlled(table, metrics.catalogue(), LOCAL)
    folder = release(tmp_path, "2026-04-23-a", table)

    def look(settled=made.settled):
        last_look.refuse(folder / "public", table, settled, metrics.catalogue(), LOCAL)

    look()
    look(settled=())  # then it is attacked, and nothing is found
    path = folder / "public" / earlier.FIGURES
    for group, told in (
        ("Unknown", r"sex=Female is 3 \(.*= "),
        ("Female", "sex=Female is printed, and small"),
    ):
        rows = pq.read_table(path).to_pylist()
        for row, true in zip(rows, table.to_pylist(), strict=True):
            if row["breakdown_value"] == group:
                row |= true | {"withheld": None}
        pq.write_table(pa.Table.from_pylist(rows, pq.read_schema(path)), path)
        with pytest.raises(control.GivenAway, match=told):
            look()
    rows = [row | {"withheld": LOCAL.reason} if row["breakdown_value"] == "Unknown" else row for row in rows]
    pq.write_table(pa.Table.from_pylist(rows, pq.read_schema(path)), path)
    with pytest.raises(control.GivenAway, match="sex=Unknown is printed where it is withheld"):
        look()
