"""The assessment clock: Leicestershire's dates, the rules by day, working days, and what must hold of any dates."""

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from goldenthread import deadlines, framework
from goldenthread.calls import Stop
from goldenthread.cli import app

WORKING = framework.working_days()
PERIODS = framework.pre_election_periods()
KEYS = ["step", "due", "actual", "days_used", "days_allowed", "rule", "source"]
TIMELINE = framework.rows("timeline_rules")
RULE_SETS = list(dict.fromkeys(row["rule_set"] for row in TIMELINE))
DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2028, 6, 30))
LEICESTERSHIRE = ["--notified", "2024-09-09", "--submitted", "2024-09-27"]


def ask(*words):
    return CliRunner().invoke(app, ["clock", *words])


def steps(*words):
    """Step by name, as the command tells it."""
    ran = ask(*words, "--format", "json")
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert all(list(each) == KEYS for each in found) and all(
        each["rule"] and each["source"] for each in found
    )
    return {each["step"]: each for each in found}


def day(text):
    return dt.date.fromisoformat(text)


def test_leicestershire():
    found = steps(*LEICESTERSHIRE)
    sent = found["information return"]
    assert (sent["due"], sent["actual"]) == ("2024-09-30", "2024-09-27")
    assert (sent["days_used"], sent["days_allowed"]) == (18, 21)
    assert found["visit at the latest"]["due"] == "2025-03-09"
    assert "2024-09" in sent["rule"] and "Leicestershire" in sent["source"]


def test_what_is_not_known_is_null_and_says_so():
    found = steps(*LEICESTERSHIRE)
    for name, of in (
        ("visit window opens", "second letter"),
        ("visit window closes", "second letter"),
        ("factual accuracy comments", "draft report"),
        ("publication", "visit"),
    ):
        assert [found[name][key] for key in ("due", "actual", "days_used")] == [None] * 3
        assert f"The date of the {of} is not given" in found[name]["rule"]
    assert found["second letter"]["due"] is None


def test_every_step_once_its_start_is_known():
    found = steps(
        *LEICESTERSHIRE, "--second-letter", "2025-01-06", "--visit", "2025-02-24", "--draft", "2025-06-02",
        "--comments", "2025-06-17", "--published", "2025-09-17",
    )  # fmt: skip
    due = {name: each["due"] for name, each in found.items()}
    assert due["visit window opens"] == "2025-02-17" and due["visit window closes"] == "2025-03-03"
    assert due["factual accuracy comments"] == "2025-06-16" and due["publication"] == "2025-04-21"
    assert (found["factual accuracy comments"]["days_used"], found["publication"]["days_used"]) == (11, 205)
    assert found["visit at the latest"]["days_used"] == 168
    assert found["visit at the latest"]["days_allowed"] == 181


@pytest.mark.parametrize(
    ("notified", "rules", "opens", "closes"),
    [
        ("2023-12-01", "2023-11", "2024-02-02", "2024-02-16"),
        ("2024-01-29", "2023-11", "2024-04-01", "2024-04-15"),
        ("2024-01-30", "2024-01", "2024-03-26", "2024-04-09"),
        ("2024-09-08", "2024-01", "2024-11-03", "2024-11-17"),
        ("2024-09-09", "2024-09", None, None),
        ("2026-06-01", "2024-09", None, None),
    ],
)
def test_the_rules_are_those_in_force_on_the_day_of_notification(notified, rules, opens, closes):
    found = steps("--notified", notified)
    assert all(each["rule"].startswith(f"{rules}: ") for each in found.values())
    assert (found["visit window opens"]["due"], found["visit window closes"]["due"]) == (opens, closes)


def test_where_a_source_gives_no_number_none_is_made_up():
    found = steps("--notified", "2023-12-05", "--visit", "2024-02-12", "--published", "2024-05-20")
    told = found["publication"]
    assert (told["due"], told["days_allowed"], told["days_used"]) == (None, None, 98)


def test_the_return_of_the_first_assessments_is_due_as_the_next_paper_has_it():
    """The Commission's text of November 2023 does not say how long; a council's paper ten weeks later does."""
    found = steps("--notified", "2023-12-05", "--submitted", "2023-12-27")["information return"]
    assert (found["due"], found["days_used"], found["days_allowed"]) == ("2023-12-26", 22, 21)
    assert found["source"].startswith("Trafford 30 January 2024")


def test_other_rules_can_be_named():
    assert (
        steps("--notified", "2024-09-09", "--rules", "2024-01")["visit window opens"]["due"] == "2024-11-04"
    )


@pytest.mark.parametrize(
    ("notified", "latest"),
    [
        ("2024-08-31", "2025-02-28"),
        ("2023-08-31", "2024-02-29"),
        ("2024-09-09", "2025-03-09"),
        ("2025-12-31", "2026-06-30"),
    ],
)
def test_six_months_end_with_the_month_where_it_is_shorter(notified, latest):
    assert steps("--notified", notified, "--rules", "2024-09")["visit at the latest"]["due"] == latest


@pytest.mark.parametrize(
    ("draft", "due"),
    [
        ("2024-12-16", "2025-01-02"),  # Christmas Day, Boxing Day and New Year's Day
        ("2025-04-10", "2025-04-28"),  # Good Friday and Easter Monday
        ("2025-06-02", "2025-06-16"),
        ("2025-06-07", "2025-06-20"),  # a Saturday
        ("2026-12-18", "2027-01-06"),  # with a substitute day
    ],
)
def test_ten_working_days_from_the_email_which_is_day_nought(draft, due):
    found = steps("--notified", "2024-09-09", "--draft", draft)["factual accuracy comments"]
    assert (found["due"], found["days_allowed"]) == (due, 10)


def test_a_year_whose_bank_holidays_are_not_held_gives_no_date():
    found = steps("--notified", "2028-09-09", "--draft", "2028-12-20")["factual accuracy comments"]
    assert found["due"] is None and "from 2022 to 2028" in found["rule"]


def test_nothing_is_compared_with_today_unless_a_day_is_given():
    without = steps("--notified", "2024-09-09")["information return"]
    assert without["days_used"] is None
    assert steps("--notified", "2024-09-09", "--as-at", "2024-09-20")["information return"]["days_used"] == 11
    late = ask("--notified", "2024-09-09", "--today", "2024-10-02").stdout
    assert "23 of 21, late" in late


def test_what_lies_after_the_day_is_planned_and_not_actual():
    found = steps(*LEICESTERSHIRE, "--visit", "2025-02-24", "--as-at", "2024-11-04")
    visit = found["visit at the latest"]
    assert (visit["actual"], visit["days_used"]) == (None, 56)
    assert "Planned for 24 February 2025" in visit["rule"]
    assert found["publication"]["due"] == "2025-04-21"


def test_a_pre_election_period_is_named_and_moves_nothing():
    found = steps("--notified", "2024-09-09", "--visit", "2025-02-24")["publication"]
    assert found["due"] == "2025-04-21"
    assert "local elections of 1 May 2025" in found["rule"] and "The date is not moved" in found["rule"]
    assert "election" not in steps("--notified", "2024-09-09", "--visit", "2025-03-08")["publication"]["rule"]


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        ("2026-03-15", ("before that day", None)),
        ("2026-03-16", (None, None)),
        ("2026-03-30", (None, None)),
        ("2026-03-31", (None, "after that day")),
    ],
)
def test_a_visit_that_is_planned_outside_its_window_is_told_of_at_the_end_that_it_misses(planned, told):
    dates = ["--notified", "2026-01-05", "--second-letter", "2026-02-02", "--visit", planned]
    found = steps(*dates, "--as-at", "2026-02-03")
    for name, said in zip(("visit window opens", "visit window closes"), told, strict=True):
        assert "that day" not in found[name]["rule"] if said is None else said in found[name]["rule"]
    assert "that day" not in found["visit at the latest"]["rule"]


@pytest.mark.parametrize(
    ("planned", "is_told"),
    [("2026-04-15", False), ("2026-04-16", True), ("2026-05-07", True), ("2026-05-08", False)],
)
def test_a_step_that_is_planned_for_a_pre_election_period_is_told_of_though_it_is_due_outside(
    planned, is_told
):
    dates = ["--notified", "2026-01-05", "--visit", "2026-02-09", "--published", planned]
    found = steps(*dates, "--as-at", "2026-03-02")["publication"]
    assert (found["due"], found["actual"]) == ("2026-04-06", None)
    told = "Planned in the pre-election period of the local elections of 7 May 2026"
    assert (told in found["rule"]) == is_told
    assert "pre-election" not in steps(*dates)["publication"]["rule"], "what has been needs no plan"


@given(DAYS, st.integers(0, 400), st.sampled_from(RULE_SETS))
def test_a_later_notification_never_gives_an_earlier_date(first, later, rules):
    dates = [
        [each.due for each in deadlines.reckon(framework.timeline(rules, one), at(one), WORKING, PERIODS)]
        for one in (first, first + deadlines.DAY * later)
    ]
    pairs = [(one, two) for one, two in zip(*dates, strict=True) if one and two]
    assert pairs and all(one <= two for one, two in pairs)


def at(notified):
    """Dates that follow a notification at a fixed pace."""
    return {
        event: notified + dt.timedelta(days=30 * place)
        for place, event in enumerate(deadlines.EVENTS)
        if event != "publication"
    }


@given(DAYS, st.integers(1, 30))
def test_working_days_are_no_weekends_and_no_bank_holidays_and_count_back(start, count):
    end = WORKING.after(start, count)
    assert end.weekday() < 5 and end not in WORKING.holidays
    assert WORKING.between(start, end) == count


def easter(year):
    """Easter Sunday, by the Gregorian reckoning."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    return dt.date(year, 3, 28) + dt.timedelta(days=epact - weekday)


def monday(year, month, last):
    days = [dt.date(year, month, at) for at in range(1, 32)]
    return [each for each in days if each.weekday() == 0][-1 if last else 0]


def put_off(fixed):
    """Days on which they are kept that fall on a weekend: the next working days."""
    kept = []
    for each in [day for day in fixed if day.weekday() < 5] + [day for day in fixed if day.weekday() >= 5]:
        while each.weekday() >= 5 or each in kept:
            each += deadlines.DAY
        kept.append(each)
    return kept


@pytest.mark.parametrize("year", sorted(WORKING.years))
def test_bank_holidays_are_those_of_the_act_and_of_proclamations(year):
    special = {  # moved or added by proclamation
        2022: ({day("2022-05-30")}, {day("2022-06-02"), day("2022-06-03"), day("2022-09-19")}),
        2023: (set(), {day("2023-05-08")}),
    }
    taken, added = special.get(year, (set(), set()))
    expected = {
        *put_off([dt.date(year, 1, 1)]),
        *put_off([dt.date(year, 12, 25), dt.date(year, 12, 26)]),
        easter(year) - dt.timedelta(days=2),
        easter(year) + deadlines.DAY,
        *(monday(year, 5, last) for last in (False, True)),
        monday(year, 8, True),
    }
    assert {each for each in WORKING.holidays if each.year == year} == expected - taken | added


def test_rule_sets_leave_no_day_out_and_none_twice():
    spans = sorted({(row["effective_from"], row["effective_until"]) for row in TIMELINE})
    assert len(spans) == len(RULE_SETS) == 3
    for (_, until), (start, _) in itertools.pairwise(spans):
        assert day(until) + deadlines.DAY == day(start)
    assert spans[-1][1] == ""


def test_a_rule_set_of_an_unknown_unit_is_an_error(tmp_path, monkeypatch):
    text = (framework.FOLDER / "timeline_rules.csv").read_text(encoding="utf-8")
    (tmp_path / "timeline_rules.csv").write_text(text.replace(",weeks,", ",fortnights,"), encoding="utf-8")
    monkeypatch.setattr(framework, "FOLDER", tmp_path)
    with pytest.raises(framework.FrameworkError, match="unit is 'fortnights', and may be: days, weeks"):
        framework.timeline("2024-09", day("2024-09-09"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--notified", "9/9/2024"], "'9/9/2024' is not a date"),
        (
            ["--notified", "2023-11-30"],
            "no timeline rules were in force on 2023-11-30; the first are of 2023-12-01",
        ),
        (
            ["--notified", "2024-09-09", "--rules", "2026"],
            "there are no timeline rules 2026; there are: 2023-11",
        ),
        (
            ["--notified", "2024-09-09", "--submitted", "2024-09-08"],
            "submission (8 September 2024) cannot be before",
        ),
        (["--notified", "2024-09-09", "--published", "2024-09-08"], "cannot be before the notification"),
        (["--notified", "2024-09-09", "--visit", "2025-02-24", "--draft", "2025-02-20"], "before the visit"),
        (["--notified", "2024-09-09", "--as-at", "2024-09-01"], "nothing was due yet"),
        (["--notified", "2024-09-09", "--format", "csv"], "no format csv"),
        (["--notified", "9999-12-31"], "9999-12-31 is too far ahead for an assessment"),
        (["--notified", "2024-09-09", "--published", "2101-01-01"], "dates go to the end of 2100"),
        (["--notified", "2024-09-09", "--as-at", "9999-12-31"], "is too far ahead"),
    ],
)
def test_a_wrong_call_says_why(words, told):
    ran = ask(*words)
    assert isinstance(ran.exception, Stop) and ran.exception.code == 2
    assert told in str(ran.exception)


def test_a_call_without_a_notification_is_wrong():
    assert ask().exit_code == 2


def test_a_director_s_table_fits_a_terminal():
    shown = ask(
        *LEICESTERSHIRE, "--second-letter", "2025-01-06", "--visit", "2025-02-24", "--draft", "2025-04-10",
        "--as-at", "2025-04-30",
    ).stdout  # fmt: skip
    assert max(map(len, shown.splitlines())) <= 80
    for told in ("30 Sep 2024", "27 Sep 2024", "18 of 21", "12 of 10, late", "65, about 56"):
        assert told in shown
