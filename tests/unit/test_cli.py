"""The command line, as one who types it sees it: 0 fine, 1 the data is wrong, 2 the call is wrong; never a traceback."""

import datetime as dt
import errno
import json
import os
import re

import duckdb
import pytest
import small_release

from goldenthread import identity, inbox, landing, nightly, settings, synthetic, thread
from goldenthread.warehouse import BuildFailed, NothingToBuild


@pytest.fixture
def released(home):
    small_release.write(home)
    return home


COMMANDS = (
    "demo",
    "check",
    "load",
    "loads",
    "withdraw",
    "refresh",
    "query",
    "metrics",
    "pack",
    "trace",
    "changes",
    "reveal",
    "doctor",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(type_in, command):
    code, out, _ = type_in(command, "--help")
    assert code == 0 and "Usage" in out and len(out.splitlines()) > 5


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("refresh", "--no-such-option"),
        ("refresh", "--as-at", "30/04/2026"),
        ("refresh", "--inbox", "no/such/folder"),
        ("load", "no_such_file.csv"),
        ("check",),
        ("check", "pyproject.toml", "--extract", "no_such_extract"),
        ("loads", "--format", "yaml"),
        ("withdraw", "a" * 16),
        ("withdraw", "a" * 16, "--reason", "sent by mistake"),
        ("query", "select 1"),  # nothing is published
        ("metrics", "no__such_metric"),
        ("pack", "scrutiny", "--period", "2025-26Q4"),
        ("trace", "no reference"),
        ("trace", "reviews__overdue@2026-03-31"),
        ("changes", "ascof__2e"),
        ("changes", "../met_ascof__2e"),
        ("demo", "--people", "3"),
        ("reveal", "a" * 64),
        ("reveal", "a" * 64, "--reason", "short"),
        ("reveal", "not a pseudonym", "--reason", "a safeguarding enquiry"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_says_something(type_in, words):
    code, _, err = type_in(*words)
    assert code == 2 and err.strip()


@pytest.mark.parametrize(
    "words",
    [
        ("query", "select 1", "--format", "xml"),
        ("query", "selec 1"),
        ("query", "select * from no_such_table"),
        ("query", ""),
        ("query", "-- nothing"),
        ("query", "select 1", "--release", "2019-01-01-ffffffffffff"),
        ("query", "select 1", "--release", "../.."),
        ("trace", "reviews__overdue@2026-03-31", "--format", "yaml"),
        ("trace", "reviews__overdue@2026-01-31"),
        ("changes", "reviews__overdue"),
        ("changes", "ascof__2e"),
        ("changes", "ascof__2e", "--format", "yaml"),
    ],
    ids=" ".join,
)
def test_a_wrong_question_of_a_release_ends_with_2(type_in, released, words):
    code, _, err = type_in(*words)
    assert code == 2 and err.strip()


@pytest.mark.parametrize(
    "problem", [NothingToBuild("no load"), BuildFailed("dbt"), nightly.NotPublished("a rule")]
)
def test_a_refresh_that_publishes_nothing_ends_with_1(type_in, monkeypatch, problem):
    def fails(*_):
        raise problem

    monkeypatch.setattr(nightly, "refresh", fails)
    code, _, err = type_in("refresh")
    assert (code, err.strip().splitlines()[-1]) == (1, str(problem))


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
    ],
    ids=["disk", "quota", "duckdb"],
)
def test_a_full_disk_is_a_sentence_and_1(type_in, monkeypatch, problem):
    def fails(*_):
        raise problem

    monkeypatch.setattr(nightly, "refresh", fails)
    code, _, err = type_in("refresh")
    assert code == 1 and "The disk is full. Nothing that arrived was lost" in err


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/home/.build.lock"),
            "Permission denied: /srv/home/.build.lock.",
        ),
        (OSError(errno.EROFS, "Read-only file system", "/srv/home"), "Read-only file system: /srv/home."),
        (
            duckdb.ConversionException("Could not convert string '9990000018'"),
            "ConversionException in test_cli.py, line ",
        ),
        (KeyError("9990000018"), "KeyError in test_cli.py, line "),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_nobody_foresaw_is_a_sentence_with_its_place_and_none_of_its_words(
    type_in, monkeypatch, problem, told
):
    def fails(*_):
        raise problem

    monkeypatch.setattr(nightly, "refresh", fails)
    code, out, err = type_in("refresh")
    said = " ".join(err.split())
    assert code == 1 and told in said and "Nothing that arrived was lost" in said
    assert "9990000018" not in out + err


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty."),
        (b"\xff\xfe", "it is empty."),
        (b"%PDF-1.7", "it is not a table, but seems to be a PDF document."),
        (b"MZ\x90\0\x03\0,\0", "it is not a table, but seems to be not text: it holds zero bytes."),
        (b"Invoice Number,Amount\r\n1,2\r\n", "its header is that of no known extract."),
    ],
)
def test_a_file_of_no_known_extract_is_told_what_it_is_and_held_against_none(type_in, tmp_path, content, why):
    (tmp_path / "sent.csv").write_bytes(content)
    code, out, err = type_in("check", str(tmp_path / "sent.csv"))
    said = " ".join(err.split())
    assert code == 1 and out == "" and f"sent.csv would not be taken: {why} --extract names one" in said
    code, out, _ = type_in("check", str(tmp_path / "sent.csv"), "--extract", "cld")
    assert code == 1 and "sent.csv would be REFUSED. Client Level Data (CLD)" in out


@pytest.mark.parametrize("command", ["load", "check"])
def test_a_pipe_is_no_file_to_deliver_and_is_not_waited_for(type_in, tmp_path, command):
    os.mkfifo(tmp_path / "pipe.csv")
    code, _, err = type_in(command, str(tmp_path / "pipe.csv"))
    assert code == 2 and "is a pipe or a device" in " ".join(err.split())


def test_a_wrong_setting_is_named_with_its_variable(type_in, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_THREADS", "none")
    code, _, err = type_in("loads")
    assert code == 2 and "GOLDENTHREAD_THREADS" in err


def test_in_production_without_a_key_of_its_own_nothing_is_loaded(type_in, home, tmp_path, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_ENV", "production")
    synthetic.write(tmp_path / "made", people=20, years=1)
    path = next((tmp_path / "made" / "cld").glob("*.csv"))
    code, _, err = type_in("load", str(path))
    assert code == 2 and "openssl rand -hex 32" in err
    assert landing.register(home) == [] and not list((home / "raw").rglob("*.parquet"))


def test_check_says_which_period_will_be_derived_and_which_quarters_taken(type_in, home, tmp_path):
    synthetic.write(tmp_path / "made", people=60, years=1)
    path = tmp_path / "made" / "cld" / "CLD_990_20250401_20260331_v2.csv"
    _, out, _ = type_in("check", str(path))
    assert "The national method will derive 1 Apr 2025 to 31 Mar 2026" in out
    assert "Received today, it will be the latest for April to June 2025 and the 3 quarters after it." in out


def test_check_ends_with_1_when_a_file_would_be_refused_and_lands_nothing(type_in, home, tmp_path):
    letter = tmp_path / "letter.csv"
    letter.write_text("Dear colleague,\nplease find attached\n")
    code, out, _ = type_in("check", "--extract", "cld", str(letter))
    assert code == 1 and "would be REFUSED" in out
    assert landing.register(home) == [] and letter.exists()


def test_load_ends_with_1_when_a_file_is_refused_and_names_the_slip(type_in, home, tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "extract_of", lambda path, known: "cld")
    letter = tmp_path / "letter.csv"
    letter.write_text("Dear colleague,\nplease find attached\n")
    code, out, _ = type_in("load", str(letter), "--received-at", "2026-04-21 14:03:09")
    assert code == 1 and "letter.csv: refused" in out and "slip.html" in out
    assert [each.received_from for each in landing.register(home)] == ["argument"]
    assert type_in("load", str(letter), "--received-at", "yesterday")[0] == 2


def test_the_register_can_be_read_by_people_and_by_programs(type_in, home):
    landing.commit(home, small_release.delivery("good.csv"), None)
    code, out, _ = type_in("loads")
    assert code == 0 and "good.csv" in out
    (line,) = json.loads(type_in("loads", "--format", "json")[1])
    assert line["rows_in"] == line["rows_loaded"] + line["rows_set_aside"] == 10
    header, row = type_in("loads", "--format", "csv")[1].split()[:2]
    assert header.startswith("delivery_id,load_id,la_code") and "good.csv" in row


def test_withdraw_takes_a_load_out_and_puts_it_back(type_in, home):
    landing.commit(home, small_release.delivery(load_id="a" * 16), None)
    code, out, _ = type_in("withdraw", "a" * 16, "--reason", "the wrong year")
    assert code == 0 and "out of releases from the next refresh on" in out
    assert landing.register(home)[0].withdrawn
    assert type_in("withdraw", "a" * 16, "--reason", "it was right", "--restore")[0] == 0
    assert not landing.register(home)[0].withdrawn


def test_query_answers_in_three_formats(type_in, released):
    sql = "select metric_id, numerator from metric_values where breakdown = 'age_band'"
    assert "reviews__overdue" in type_in("query", sql)[1]
    assert type_in("query", sql, "--format", "csv")[1].split() == [
        "metric_id,numerator",
        "reviews__overdue,20",
    ]
    assert json.loads(type_in("query", sql, "--format", "json")[1]) == [
        {"metric_id": "reviews__overdue", "numerator": 20}
    ]
    assert type_in("query", sql, "--release", small_release.RELEASE)[0] == 0


@pytest.mark.parametrize(
    "sql",
    [
        "insert into metric_values select * from metric_values",
        "drop table metric_values",
        "create table mine as select 1",
        "update metric_values set numerator = 0",
        "copy metric_values to '{home}/out.csv'",
        "export database '{home}/out'",
        "attach '{home}/other.duckdb' as other",
        "select * from read_csv('{home}/secret.csv')",
        "select * from '{home}/secret.csv'",
        "select * from read_text('{home}/secret.csv')",
        "select * from glob('{home}/*')",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set enable_external_access = true; select * from read_text('{home}/secret.csv')",
    ],
)
def test_query_can_neither_write_nor_read_nor_reach_anything_else(type_in, released, sql):
    (released / "secret.csv").write_text("a\nhidden\n")
    before = sorted((path.name, path.stat().st_mtime_ns) for path in released.rglob("*"))
    code, out, err = type_in("query", sql.format(home=released))
    assert code == 2 and err.strip() and "hidden" not in out
    assert sorted((path.name, path.stat().st_mtime_ns) for path in released.rglob("*")) == before


def test_trace_of_another_areas_published_figure_names_its_publisher(type_in, released):
    code, out, _ = type_in("trace", "reviews__overdue@2025-03-31/comparator=England")
    assert code == 0 and "England, ASCOF 2A, 2024/25: 77.1" in out and "Open Government Licence" in out


def test_trace_walks_for_people_and_for_programs(type_in, released):
    ref = "reviews__overdue@2026-03-31"
    code, out, _ = type_in("trace", ref)
    assert code == 0 and "36 of 91" in out and "year_to_march.csv" in out
    found = json.loads(type_in("trace", ref, "--format", "json")[1])
    assert found["ref"] == ref and found["figures"][0]["numerator"] == 36


def also_published(released, metric_id, numerator, denominator):
    """Put a figure of another metric into the release, for a period of reviews__overdue."""
    database = released / "published" / "current" / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "insert into metric_values by name "
            "select * replace ($1 as metric_id, $2 as numerator, $3 as denominator) "
            "from metric_values where metric_id = 'reviews__overdue' and breakdown = 'all' limit 1",
            [metric_id, numerator, denominator],
        )


def test_the_catalogue_and_one_metric_with_its_course(type_in, released):
    listed = type_in("metrics")[1]
    assert "reviews__overdue" in listed and listed.index("Assessing needs") < listed.index("Safeguarding")
    (overdue,) = [
        each
        for each in json.loads(type_in("metrics", "--format", "json")[1])
        if each["metric"] == "reviews__overdue"
    ]
    assert (overdue["good is"], overdue["requirements"]) == ("down", "R001")
    code, out, _ = type_in("metrics", "reviews__overdue")
    assert code == 0 and "2026-02-28" in out and "Denominator" in out


def test_what_a_survey_says_has_its_margin_and_periods_without_a_figure_are_told_once(
    type_in, released, monkeypatch
):
    rows = [
        ("990", dt.date(2025, month, 1), dt.date(2025, month, 28), "nothing covers it") for month in (4, 5)
    ]
    rows.append(("990", dt.date(2025, 6, 1), dt.date(2025, 6, 30), "another reason"))
    monkeypatch.setattr(thread, "absences", lambda *asked: rows)
    also_published(released, "carers__satisfied", 24, 59)
    code, out, _ = type_in("metrics", "carers__satisfied")
    assert code == 0 and "± 12.5 points" in out
    assert out.count("there is no figure") == 2
    assert (
        "1 April 2025 to 28 May 2025: there is no figure for 2 periods, because nothing covers it."
        in " ".join(out.split())
    )
    assert "points" not in type_in("metrics", "reviews__overdue")[1]


def test_counts_kept_in_hundredths_are_listed_in_what_they_count(type_in, released):
    also_published(released, "contacts__per_worker", 1234, 1725)
    code, out, _ = type_in("metrics", "contacts__per_worker")
    assert code == 0 and re.search(r"\b1,234 +17\.25\b", out), "1725 are hundredths of workers: say workers"


def test_reveal_ends_with_1_when_nothing_is_known_and_writes_the_question_down(type_in, home):
    code, _, err = type_in("reveal", "a" * 64, "--reason", "a safeguarding enquiry")
    assert code == 1 and "Your question was logged" in err
    (line,) = (home / "identity" / "reveals.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert (entry["why"], entry["found"], entry["pseudonym"]) == ("a safeguarding enquiry", 0, "a" * 64)
    assert entry["who"] and entry["at"]


def test_doctor_ends_with_1_while_something_needs_a_look(type_in, home):
    code, out, _ = type_in("doctor")
    assert code == 1 and "Nothing has been published yet" in out


def test_demo_fills_the_inbox_and_says_what_next(type_in, home):
    code, out, _ = type_in("demo", "--people", "20")
    assert code == 0 and "goldenthread refresh" in out
    assert (home / "inbox" / "cld" / "manifest.csv").is_file()


def test_an_invented_council_is_not_mixed_with_a_real_one(type_in, home):
    landing.commit(home, small_release.delivery(la_code="501"), None)
    code, _, err = type_in("demo", "--people", "20")
    assert code == 2 and err.strip()
    assert not list((home / "inbox").rglob("*.csv"))


def test_an_inbox_with_another_councils_manifest_is_left_alone(type_in, home):
    manifest = home / "inbox" / "cld" / "manifest.csv"
    manifest.parent.mkdir(exist_ok=True)
    manifest.write_text("file,la_code,la_name,import_datetime\nours.csv,501,Northmoor,2026-04-21 09:30:00\n")
    code, _, err = type_in("demo", "--people", "20")
    assert code == 2 and "another council" in err
    assert [path.name for path in manifest.parent.iterdir()] == ["manifest.csv"]


def test_words_in_square_brackets_are_printed_as_they_are(type_in, released):
    assert "[bold]" in type_in("query", "select '[bold]x[/bold]' as words")[1]


def test_the_key_is_on_no_screen(type_in, home, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_KEY", "ab" * 32)
    _, out, err = type_in("doctor")
    assert identity.fingerprint(identity.key(settings.current())) in out
    assert "abab" not in out + err
