"""What ``goldenthread trace`` prints: the whole chain on one screen, and every record that there is."""

import datetime as dt
import io

import pytest
from rich.console import Console

from goldenthread import tracing

WIDTH, HEIGHT = 80, 40
LONG = (
    "Review everybody who has waited for longer than twelve months, the riskiest of them before anybody else"
)


@pytest.fixture
def printed(monkeypatch):
    """Prints as a screen would show it; gives its lines."""
    told = io.StringIO()
    monkeypatch.setattr(tracing, "out", Console(file=told, width=WIDTH, soft_wrap=True, highlight=False))

    def show(found):
        tracing.show(found, lambda value, unit: f"{value:.1f}%")
        whole = told.getvalue().splitlines()
        return [line[at : at + WIDTH] for line in whole for at in range(0, max(len(line), 1), WIDTH)]

    return show


def node(ref, kind, link, *following, **told):
    return {
        "ref": ref,
        "kind": kind,
        "title": LONG,
        "link": link,
        "is_there": True,
        "next": list(following),
    } | told


def action():
    metrics = [node(f"metric__{number}", "metric", "should move") for number in range(12)]
    done = node("MS-001", "milestone", "is done by", dated_on=dt.date(2025, 9, 12))
    shown = node("DOC-0001", "document", "is shown by", dated_on=dt.date(2025, 6, 4))
    return node(
        "ACT-0001",
        "action",
        "asked for",
        done,
        shown,
        *metrics,
        state="Complete",
        dated_on=dt.date(2026, 1, 30),
    )


def figure(target=None, files=30, next_figure=True):
    """A red figure with a whole chain."""
    decision = node("DEC-001", "decision", "led to", action(), dated_on=dt.date(2024, 4, 29))
    thread = {
        "signal": {"special_cause": "Above UCL"},
        "looked_at": [node("ITM-0001", "item", "was looked at as", decision)],
        "actions": [action()],
        "next_figure": {"period_end": "2026-04-30", "value": 2.0} if next_figure else None,
        "missing": [] if next_figure else ["there is no later figure yet"],
    }
    load = {
        "received_at": dt.datetime(2026, 4, 21, 9),
        "rows_loaded": 1473,
        "rows_warned": 107,
        "sha256": "f" * 64,
    }
    return {
        "ref": "reviews__overdue@2026-03-31", "release": "2026-04-21-fba73edc27c5", "registers": True, "checks": [],
        "metric": {"title": "Overdue reviews", "definition": LONG * 6, "method_version": "local-1", "owner": "team",
                   "target": target},
        "yaml": "dbt_project/models/metrics/reviews/met_reviews__overdue.yml",
        "figures": [{"la_code": "990", "period_start": "2026-03-01", "period_end": "2026-03-31", "numerator": 5,
                     "denominator": 199, "kind": "proportion", "value": 2.5, "unit": "percent", "thread": thread,
                     "files": [load | {"file_name": f"CLD_990_{at:02}.csv"} for at in range(files)]}],
    }  # fmt: skip


def test_a_red_figures_whole_chain_stands_on_one_screen(printed):
    lines = printed(figure())
    assert len(lines) <= HEIGHT
    for said in (
        "5 of 199  2.5%",
        "Above UCL",
        "ITM-0001",
        "DEC-001",
        "ACT-0001",
        "MS-001",
        "DOC-0001",
        "next figure",
    ):
        assert any(said in line for line in lines), said


def test_every_record_of_a_chain_has_a_line_of_its_own_with_its_state(printed):
    told = [line for line in printed(figure()) if "ACT-0001" in line]
    assert len(told) == 2, "told once, and named where it is to move the figure"
    assert told[0].endswith("(Complete, 30 Jan 2026)") and "as above" in told[1]


def test_many_metrics_of_an_action_are_named_in_one_line(printed):
    (told,) = [line for line in printed(figure()) if "metric__0" in line]
    assert "should move 12 other metrics: metric__0," in told


@pytest.mark.parametrize(
    ("target", "said"), [(None, "no target"), (10.0, "target 10.0%"), (0.0, "target 0.0%")]
)
def test_a_figure_is_told_with_its_target(printed, target, said):
    assert any(line.endswith(f"2.5%  {said}") for line in printed(figure(target)))


@pytest.mark.parametrize(("files", "said"), [(10, None), (11, "1 received before these")])
def test_the_last_ten_files_are_named_and_the_others_counted(printed, files, said):
    lines = printed(figure(files=files))
    assert sum("CLD_990" in line for line in lines) == 10
    assert any("received before these" in line for line in lines) == bool(said)


def test_a_record_without_a_title_is_shown_by_its_id(printed):
    """An item of the return whose title the Commission has not sent, on the way back from its document."""
    item = node("IR01", "return item", "is answered by")
    del item["title"]
    record = {
        "record_ref": "DOC-0001", "title": None, "kind": "document", "owner_role": None, "back": {"next": [item]},
        "forward": {"next": []}, "file_name": "a.xlsx", "line_number": 2, "received_at": "2026-04-21", "sha256": "f" * 64,
    }  # fmt: skip
    assert any(line.endswith("answers IR01") for line in printed({"records": [record], "release": "r"}))
