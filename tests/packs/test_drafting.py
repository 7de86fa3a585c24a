"""Which paper is to be drafted: by the calendar, once; by hand, whenever somebody asks."""

import datetime as dt

import pytest
import release_by_hand as by_hand

from goldenthread import meetings, periods
from goldenthread.settings import Settings
from reports import drafting, render

TODAY = dt.date(2026, 5, 20)
MEETING = meetings.Due("MTG-1", dt.date(2026, 6, 10), dt.date(2026, 6, 1))


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A home with a release, and a meeting whose paper about January to March is due."""
    by_hand.release(tmp_path)
    monkeypatch.setattr(meetings, "due", lambda *_: MEETING)
    monkeypatch.setattr(drafting, "opened", lambda pack, home: by_hand)
    monkeypatch.setattr(by_hand, "table", lambda name: [], raising=False)
    return Settings(home=tmp_path)


def test_a_paper_is_due_by_the_calendar_until_somebody_has_drafted_it(settings):
    assert MEETING.period == periods.parse("2025-26Q4")
    due = drafting.due(settings, "scrutiny", "", TODAY)
    assert (due["pack"], due["period"]) == ("scrutiny", "2025-26Q4")
    assert "meets on 10 June 2026; its papers are out by 1 June 2026" in due["meeting"]
    render.pack("scrutiny", "2025-26Q4", settings.home)
    assert drafting.due(settings, "scrutiny", "", TODAY) == due, "a look at how it would be is nobody's draft"
    render.pack("scrutiny", "2025-26Q4", settings.home, drafted_by="Performance lead")
    assert drafting.due(settings, "scrutiny", "", TODAY) is None
    assert drafting.due(settings, "scrutiny", "2025-26Q4", TODAY)["period"] == "2025-26Q4"


def test_what_is_shown_to_the_approver_names_the_paper_and_its_files(settings):
    shown = drafting.draft(settings, drafting.due(settings, "scrutiny", "", TODAY), "Performance lead")
    assert shown["title"] == "Adult social care performance, January to March 2026"
    assert "look at the files in `packs/scrutiny/2025-26Q4`" in shown["body"]
    assert "Still to be written" in shown["body"]
