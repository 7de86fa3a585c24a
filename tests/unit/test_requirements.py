"""Every thing that a paper asks for is answered, or its reason is given, and no metric claims what nobody asked for."""

import json
import re
import sys

import pytest

from goldenthread import metrics, requirements, rooms

CATALOGUE = metrics.catalogue()


def listed(folder, *rows: str):
    path = folder / "asked.csv"
    path.write_text("id,paper,place,title,tables,reason\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_what_answers_a_requirement_is_what_the_metrics_say(tmp_path):
    metric = replace_requirements(CATALOGUE[0], ["R001", "R003"])
    path = listed(tmp_path, "R001,A,table,One,,", "R002,A,table,Two,fct_two,", "R003,A,table,Three,,")
    found = requirements.read([metric], path)
    assert [(each.id, each.answered_by, each.reason) for each in found] == [
        ("R001", [metric.id], ""),
        ("R002", ["fct_two"], ""),
        ("R003", [metric.id], ""),
    ]


def replace_requirements(metric, ids):
    return metric.model_copy(update={"requirements": ids})


@pytest.mark.parametrize(
    ("rows", "ids", "told"),
    [
        (["R001,A,table,One,,"], [], "R001: no metric names it"),
        (["R001,A,table,One,,why"], ["R009"], "no row R009"),
        (["R001,A,table,One,,why, and more"], [], "R001: its cells are more than its columns"),
        (["R001,A,table,One,,why"], ["R001"], "R001: .* answers it, so take the reason out"),
    ],
)
def test_an_unexplained_gap_and_an_answer_to_nothing_are_errors(tmp_path, rows, ids, told):
    with pytest.raises(requirements.RequirementError, match=told):
        requirements.read([replace_requirements(CATALOGUE[0], ids)], listed(tmp_path, *rows))


def test_a_table_that_answers_is_one_that_a_release_has():
    """A seed is not: it stays in the build, where nobody can ask it."""
    told = set(
        re.findall(r"^## (\w+)$", (rooms.ROOT / "docs" / "tables.md").read_text("utf-8"), re.MULTILINE)
    )
    marts = {
        path.stem for path in (rooms.DBT / "models").rglob("*.sql") if path.stem.startswith(("dim_", "fct_"))
    }
    named = {name for each in requirements.read(CATALOGUE) for name in each.answered_by if "__" not in name}
    assert named and named <= told | marts, named - told - marts


def test_the_papers_ask_for_130_things_and_the_command_lists_them_all(capsys):
    requirements.requirements("json")
    found = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in found] == [f"R{at:03}" for at in range(1, 131)]
    assert all(set(each) == {"id", "answered_by", "reason"} for each in found)
    assert all(bool(each["answered_by"]) != bool(each["reason"]) for each in found)


def test_a_narrow_terminal_tells_every_id_whole(capsys, monkeypatch):
    """An id that ends in dots cannot be asked for; it may go over to the next line."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    requirements.requirements("table")
    assert "…" not in capsys.readouterr().out
