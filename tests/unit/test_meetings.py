"""Five clear days before a meeting: working days, neither the day of publication nor that of the meeting among them."""

import datetime as dt

import pytest

from goldenthread import framework, meetings

CALENDAR = framework.working_days()


@pytest.mark.parametrize(
    ("meets", "publish"),
    [
        ("2026-06-11", "2026-06-03"),  # a Thursday: Friday to Wednesday with a weekend between are five
        ("2026-06-12", "2026-06-04"),
        ("2026-06-15", "2026-06-05"),  # a Monday: the whole week before
        ("2026-06-01", "2026-05-21"),  # the bank holiday on 25 May is no clear day
        ("2026-04-09", "2026-03-30"),  # Good Friday and Easter Monday are none
    ],
)
def test_papers_are_out_five_clear_working_days_before(meets, publish):
    assert meetings.publish_by(CALENDAR, dt.date.fromisoformat(meets)) == dt.date.fromisoformat(publish)


def test_of_a_year_whose_holidays_are_not_held_nothing_is_said():
    assert meetings.publish_by(CALENDAR, dt.date(max(CALENDAR.years) + 2, 6, 11)) is None


MEETINGS = [
    {"record_ref": "MTG-001", "title": "Scrutiny", "due_on": dt.date(2026, 6, 11)},
    {"record_ref": "MTG-002", "title": "Scrutiny", "due_on": dt.date(2026, 9, 10)},
    {"record_ref": "MTG-003", "title": "Development board", "due_on": dt.date(2026, 5, 22)},
    {"record_ref": "MTG-004", "title": "Scrutiny", "due_on": None},
]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        ("2026-05-19", None),  # the day before the draft's
        ("2026-05-20", "MTG-001"),  # 14 days before 3 June
        ("2026-06-10", "MTG-001"),
        ("2026-06-11", None),  # the meeting's own day is too late, and the next is too far
        ("2026-08-19", "MTG-002"),
    ],
)
def test_a_draft_is_due_a_fortnight_before_its_paper_has_to_be_out(today, found):
    due = meetings.due(CALENDAR, MEETINGS, "Scrutiny", dt.date.fromisoformat(today))
    assert (due and due.meeting_ref) == found


@pytest.mark.parametrize(
    ("meets", "period"),
    [("2026-06-11", "2025-26Q4"), ("2026-01-29", "2025-26Q3"), ("2026-04-16", "2025-26Q3")],
)
def test_the_paper_is_about_the_last_whole_quarter_before_its_draft(meets, period):
    day = dt.date.fromisoformat(meets)
    due = meetings.Due("MTG-001", day, meetings.publish_by(CALENDAR, day))
    assert due.period.name == period
