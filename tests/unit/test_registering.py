"""Commands of the registers: what they answer, and with which exit code."""

import datetime as dt
import json
import sys

import duckdb
import openpyxl
import pytest
import small_release

from goldenthread import cli, ledger, screen

ALERT = "milestone_slipped:MS-014"


@pytest.fixture
def type_in(home, capsys, monkeypatch):
    """Type a command; gives its exit code and what it printed."""

    def type_in(*words):
        monkeypatch.setattr(sys, "argv", ["goldenthread", *words])
        monkeypatch.setattr(screen.out, "_file", sys.stdout)
        monkeypatch.setattr(screen.err, "_file", sys.stderr)
        with pytest.raises(SystemExit) as end:
            cli.main()
            raise SystemExit(0)
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return end.value.code or 0, " ".join((told.out + told.err).split())

    return type_in


@pytest.fixture
def with_alerts(home):
    """A release with two alerts, of which the graver was acknowledged."""
    folder = small_release.write(home)
    with duckdb.connect(str(folder / "internal" / "warehouse.duckdb")) as connection:
        connection.execute("create table fct_links (la_code varchar)")
        connection.execute(
            "create table fct_alerts as select * from (values "
            f"('990', '{ALERT}', 'milestone_slipped', 'Milestone slipped', 3, 'MS-014', 'First step', 'It was expected on 1 March 2026 "
            "and is not achieved.', date '2026-03-02', 52, 'Programme manager', 'Say when.', false, null, null), "
            "('990', 'risk_without_action:RSK-001', 'risk_without_action', 'Risk without action', 5, 'RSK-001', 'Too slow', 'It scores 9.', "
            "date '2026-01-02', 111, 'Head of service', 'Name one.', true, 'Chair', 'Agreed.')) as t (la_code, alert_ref, "
            "kind, title, consequence, subject_ref, subject_title, told, since, age_days, owner_role, what_to_do, is_acknowledged, "
            "acknowledged_by, acknowledged_because)"
        )
    return home


def test_templates_are_listed_written_and_never_over_what_is_there(type_in, tmp_path):
    code, said = type_in("template")
    assert code == 0 and "improvement_plan: Actions, Updates, Milestones" in said
    path = tmp_path / "plan.xlsx"
    code, said = type_in("template", "improvement_plan", "--out", str(path))
    assert code == 0 and "inbox/improvement_plan" in said
    assert "Milestones" in openpyxl.load_workbook(path).sheetnames
    code, said = type_in("template", "improvement_plan", "--out", str(path))
    assert code == 2 and "is there already" in said
    code, said = type_in("template", "improvement_plans")
    assert code == 2 and "there is no register improvement_plans; there are:" in said


def test_alerts_need_a_release_with_registers(type_in, home):
    code, said = type_in("alerts")
    assert code == 2 and "run goldenthread refresh" in said
    small_release.write(home)
    code, said = type_in("alerts")
    assert code == 2 and "built without registers" in said


def test_alerts_are_listed_with_whose_they_are_and_those_acknowledged_on_request(type_in, with_alerts):
    code, said = type_in("alerts")
    assert code == 1 and said.endswith("1 alert") and "RSK-001" not in said
    assert "Programme manager, for 52 days. Say when." in said and ALERT in said
    code, said = type_in("alerts", "--all", "--format", "json")
    told = json.loads(said)
    assert code == 1 and [each["alert_ref"] for each in told] == [ALERT, "risk_without_action:RSK-001"]
    assert told[1]["acknowledged_because"] == "Agreed."


@pytest.mark.parametrize(
    ("age", "told"),
    [("1", "for 1 day."), ("1000", "for 1,000 days."), ("null", "since a day that is not known.")],
)
def test_an_alert_is_listed_with_its_age_whatever_is_known_of_it(type_in, with_alerts, age, told):
    database = with_alerts / "published" / "current" / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"update fct_alerts set age_days = {age}, owner_role = 'performance-team'")
    code, said = type_in("alerts")
    assert code == 1 and f"performance team, {told} Say when." in said


def test_without_an_alert_that_is_open_the_exit_code_is_0(type_in, with_alerts):
    database = with_alerts / "published" / "current" / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from fct_alerts where not is_acknowledged")
    assert type_in("alerts") == (0, "0 alerts")
    assert type_in("alerts", "--all")[0] == 0


def test_an_acknowledgement_is_kept_with_its_reason_and_the_words_it_was_for(type_in, with_alerts):
    words = ("acknowledge", ALERT, "--reason", " Agreed in May ", "--by", "Programme manager")
    code, said = type_in(*words, "--until", "2026-09-30")
    assert code == 0 and f"{ALERT} is acknowledged (entry 1)" in said
    (entry,) = ledger.read(with_alerts)
    assert (entry.kind, entry.subject, entry.reason) == ("acknowledgement", ALERT, "Agreed in May")
    assert entry.la_code == "990"
    assert entry.said == "It was expected on 1 March 2026 and is not achieved."
    assert entry.until_on == "2026-09-30"
    assert entry.holds_from == dt.date(2026, 4, 23), "it was seen in a release as at then"
    assert type_in("verify") == (0, "The ledger holds: 1 entry.")


def test_of_two_councils_with_an_alert_of_one_name_the_one_that_is_said_is_acknowledged(type_in, with_alerts):
    database = with_alerts / "published" / "current" / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("insert into fct_alerts select * replace ('991' as la_code) from fct_alerts")
    words = ("acknowledge", ALERT, "--reason", "Agreed", "--by", "Lead")
    code, said = type_in(*words)
    assert code == 2 and "is an alert of 990, 991: say of which with --la-code" in said
    assert type_in(*words, "--la-code", "992")[0] == 2
    assert ledger.read(with_alerts) == []
    assert type_in(*words, "--la-code", "991")[0] == 0
    assert [entry.la_code for entry in ledger.read(with_alerts)] == ["991"]
    assert f"{ALERT} council 991" in type_in("alerts")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((ALERT, "--reason", " ", "--by", "Lead"), "say why (--reason) and in which role (--by)"),
        ((ALERT, "--reason", "Agreed", "--by", ""), "say why (--reason) and in which role (--by)"),
        ((ALERT, "--reason", "Agreed", "--by", "Lead", "--until", "30/09/2026"), "not a date such as"),
        (("milestone_slipped:MS-015", "--reason", "Agreed", "--by", "Lead"), "there is no alert"),
        ((ALERT, "--by", "Lead"), "--reason"),
    ],
)
def test_an_acknowledgement_that_says_too_little_is_refused(type_in, with_alerts, words, said):
    code, told = type_in("acknowledge", *words)
    assert code == 2 and said in told
    assert ledger.read(with_alerts) == []


def test_a_broken_ledger_is_told_with_its_line_and_stops_an_acknowledgement(type_in, with_alerts):
    type_in("acknowledge", ALERT, "--reason", "Agreed", "--by", "Lead")
    path = with_alerts / ledger.FILE
    path.write_bytes(path.read_bytes().replace(b"Agreed", b"agreed"))
    code, said = type_in("verify")
    assert code == 1 and "broken ledger/ledger.jsonl, line 1: it is not as it was written." in said
    code, said = type_in("acknowledge", ALERT, "--reason", "Again", "--by", "Lead")
    assert code != 0 and "line 1" in said


def test_an_empty_ledger_holds(type_in, home):
    assert type_in("verify") == (0, "The ledger holds: 0 entries.")
