"""The steps of the night: each takes and gives plain values, can be repeated, and leaves the last release when it fails."""

import datetime as dt
import json

import duckdb
import pytest
import small_release

from expectations import published
from goldenthread import alerts, landing, nightly, publish, settings, warehouse
from goldenthread.disclosure import profiles
from goldenthread.nightly import NothingToBuild, NotPublished


@pytest.fixture
def said(monkeypatch) -> list[str]:
    """Every alert that is sent."""
    sentences: list[str] = []
    monkeypatch.setattr(alerts, "send", sentences.append)
    return sentences


@pytest.fixture
def built(home):
    """A finished build of one load, as the back door finds it."""
    delivery = small_release.delivery("good.csv")
    landing.commit(home, delivery, None)
    made = small_release.build(home, [delivery])
    return {
        "run": made.release,
        "release": made.release,
        "as_at": "2026-04-23",
        "database": str(made.database),
    }


def verdict(rule: str, severity: str, success: bool) -> dict:
    return {
        "rule": rule, "expectation": "e", "description": f"{rule} holds.", "severity": severity, "success": success,
        "rows": 1, "unexpected": 0 if success else 1,
    }  # fmt: skip


@pytest.fixture
def judge(monkeypatch, home):
    """Let the back door say what a test wants it to."""

    def say(*verdicts: dict) -> None:
        def guard(settings, made) -> list[dict]:
            folder = home / "quality" / "back_door"
            folder.mkdir(exist_ok=True)
            (folder / f"{made.release}.json").write_text(json.dumps(verdicts))
            return list(verdicts)

        monkeypatch.setattr(published, "guard", guard)
        monkeypatch.setattr(published, "disagreements", lambda made: ["two rows are missing"])
        monkeypatch.setattr(published, "unexplained", lambda made, home: ["Requests changed sharply."])

    return say


def test_with_nothing_delivered_nothing_is_built_and_it_says_what_to_do(home):
    assert nightly.find() == []
    with pytest.raises(NothingToBuild, match=r"inbox, each into .*\(.*cld, .*goldenthread demo"):
        nightly.build()


def test_a_folder_that_is_not_there_is_said(home, tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        nightly.find(str(tmp_path / "none"))


def test_what_waits_for_a_person_is_an_alert_and_what_passes_by_itself_is_not(home, monkeypatch):
    folder = home / "inbox" / "cld"
    folder.mkdir(parents=True)
    for name in ("letter 9990000018.csv", "named.csv"):
        (folder / name).write_text("any")
    (folder / "manifest.csv").write_text("file,import_datetime\nnamed.csv,yesterday\n")
    (home / "inbox" / "invoices").mkdir()
    sent = []
    monkeypatch.setattr(nightly.alerts, "send", sent.append)
    assert nightly.find() == []
    assert [sentence.split(":")[0] for sentence in sent] == ["letter (number).csv waits", "named.csv waits"]


def test_a_delivery_that_another_run_took_is_no_error(home):
    gone = {"extract": "cld", "path": str(home / "inbox" / "cld" / "gone.csv"), "received_at": "2026-04-21T09:30:00",
            "received_from": "manifest", "la_code": "990", "la_name": None, "rows": None, "move": True,
            "file_name": "gone.csv"}  # fmt: skip
    told = nightly.load(gone)
    assert told["status"] == "taken by another run"
    assert list(alerts.about([told])) == []
    assert json.loads(json.dumps(told)) == told


def test_a_broken_critical_rule_keeps_the_release_in(built, judge, said, home):
    judge(verdict("sums.agree", "refuse", False), verdict("figures.unique", "refuse", True))
    with pytest.raises(
        NotPublished, match=r"sums.agree holds. two rows are missing Last night's release stays in place."
    ):
        nightly.guard(built)
    assert not (home / "published" / "current").exists()


def test_a_broken_warning_lets_it_out_and_reaches_a_person(built, judge, said):
    judge(verdict("jumps.reasoned", "warn", False))
    assert nightly.guard(built) == built
    assert said == ["Requests changed sharply. Look into it, or give the reason in reasons.csv."]


def test_publishing_twice_is_publishing_once(built, judge, home):
    judge(verdict("sums.agree", "refuse", True))
    nightly.guard(built)
    first = nightly.publish(built)
    written = (home / "published" / "current").resolve().stat().st_mtime_ns
    assert nightly.publish(built) == first
    assert (home / "published" / "current").resolve().stat().st_mtime_ns == written
    pages = {path.name for path in (home / "published" / "current" / "public").iterdir()}
    assert {"index.html", "quality.html", "release.json"} <= pages


def test_the_quality_report_says_what_the_submissions_rest_on(built, judge, home):
    judge(verdict("sums.agree", "refuse", True))
    nightly.guard(built)
    nightly.publish(built)
    for half in ("internal", "public"):
        page = (home / "published" / "current" / half / "quality.html").read_text(encoding="utf-8")
        assert "<h2>Worth knowing of the submissions</h2>" in page
        assert "<li>Council 990 has one submission in use." in page


def test_with_disclosure_control_off_nothing_is_published_and_the_sums_are_shown(
    built, judge, home, monkeypatch, type_in
):
    judge(verdict("sums.agree", "refuse", True))
    made = warehouse.again(settings.current(), built["release"])
    march = "'990', date '2026-03-01', date '2026-03-31'"
    with duckdb.connect(str(made.database)) as connection:
        for group, count in (("Female", 3), ("Male", 30), ("Unknown", 7)):
            connection.execute(
                f"insert into metric_values values ('waiting__reviews_overdue', {march}, 'sex', '{group}', 'count', 'people', "
                f"{count}, null, {count}, 'local-1', '{built['release']}')"
            )
        connection.execute(
            "update metric_values set numerator = 40, value = 40 where metric_id = 'waiting__reviews_overdue' and breakdown = 'all'"
        )
    last = home / "published" / "releases" / "2026-03-23-000000000000"
    last.mkdir(parents=True)
    publish.swap(home, last.name)
    off = profiles.named().model_copy(update={"protection": 0})
    with monkeypatch.context() as without:
        without.setattr(profiles, "named", lambda *_: off)
        with pytest.raises(NotPublished) as refused:
            nightly.publish(nightly.guard(built))
        without.setattr(nightly, "refresh", lambda *_: nightly.publish(built))
        code, _, err = type_in("refresh")
    assert code == 1 and "could be worked out" in err and "stays in place" in err
    told = "numerator of waiting__reviews_overdue@2026-03-01..2026-03-31/sex=Female is 3"
    assert told in str(refused.value) and "[c] + Male 2026-03..2026-03 30" in str(refused.value)
    assert (home / "published" / "current").resolve() == last
    assert [each.name for each in last.parent.iterdir()] == [last.name]
    (home / "published" / "current").unlink()
    nightly.publish(built)
    assert (home / "published" / "current").resolve().name == built["release"]


def test_what_is_published_is_not_judged_again(built, judge, home):
    judge(verdict("sums.agree", "refuse", True))
    nightly.publish(nightly.guard(built))
    judge(verdict("sums.agree", "refuse", False))
    assert nightly.guard(built) == built


def test_housekeeping_keeps_the_releases_that_packs_cite(built, judge, home, monkeypatch):
    judge(verdict("sums.agree", "refuse", True))
    nightly.publish(nightly.guard(built))
    for day, name in enumerate(["2026-04-01-a", "2026-04-02-b", "2026-04-03-c"]):
        folder = home / "published" / "releases" / name
        folder.mkdir()
        nightly.publishing.os.utime(folder, (day, day))
    pack = home / "packs" / "scrutiny" / "2025-26Q4" / "pack.json"
    pack.parent.mkdir(parents=True)
    pack.write_text(json.dumps({"release": "2026-04-02-b"}))
    monkeypatch.setenv("GOLDENTHREAD_KEEP_NIGHTS", "1")
    assert nightly.tidy(nightly.publish(built)) == ["2026-04-01-a", "2026-04-03-c"]


def late(home, period_end: str, **given) -> list[str]:
    landing.commit(
        home,
        small_release.delivery(
            "cld.csv", la_code="501", period_end=dt.date.fromisoformat(period_end), **given
        ),
        None,
    )
    return nightly.late("2026-08-01")


def test_a_quarter_that_has_not_come_31_days_after_its_end_is_late(home):
    (sentence,) = late(home, "2026-03-31")
    assert "for the quarter to 30 June 2026 has not come; it was due by 31 July 2026" in sentence


def test_on_the_last_day_it_is_not_late_yet_and_when_it_came_it_is_not(home):
    landing.commit(home, small_release.delivery("cld.csv", la_code="501"), None)
    assert nightly.late("2026-07-31") == []
    assert late(home, "2026-06-30", load_id="b" * 16) == []


def test_a_withdrawn_load_has_not_come(home):
    assert late(home, "2026-06-30", load_id="b" * 16) == []
    landing.withdraw(home, "b" * 16, "the wrong council's file")
    landing.commit(home, small_release.delivery("march.csv", la_code="501"), None)
    assert len(nightly.late("2026-08-01")) == 1


def test_an_extract_that_never_came_and_an_invented_council_are_not_late(home):
    assert nightly.late("2026-08-01") == []
    landing.commit(home, small_release.delivery("cld.csv", la_code="990"), None)
    assert nightly.late("2030-08-01") == []


def test_a_change_with_a_reason_is_not_told_again(built, home):
    """``reasons.csv`` explains one of two changes; only the other reaches a person."""
    folder = home / "runs" / built["release"] / "guard"
    folder.mkdir()
    import duckdb

    duckdb.execute(
        "copy (select * from (values ('requests__completed', '990', date '2026-01-01', date '2026-03-31', true), "
        "('reviews__overdue', '990', date '2026-03-01', date '2026-03-31', true)) "
        f"as t (metric_id, la_code, period_start, period_end, is_jump)) to '{folder}/jumps.parquet'"
    )
    made = nightly.warehouse.again(nightly.settings.current(), built["release"])
    assert len(published.unexplained(made, home)) == 2
    (home / "reasons.csv").write_text(
        "metric_id,period_end,reason\nrequests__completed,2026-03-31,a new form\n"
    )
    (sentence,) = published.unexplained(made, home)
    assert sentence.startswith("reviews__overdue for council 990")


def test_residents_alone_give_no_release_and_it_says_why(home, monkeypatch):
    residents = small_release.delivery("residents.csv", extract="population", facts={"period": "none"})
    made = small_release.build(home, [residents])
    rule = {"success": False, "severity": "refuse", "description": "There are figures."}
    monkeypatch.setattr(published, "guard", lambda *_: [rule])
    monkeypatch.setattr(published, "disagreements", lambda _: [])
    monkeypatch.setattr(nightly.warehouse, "again", lambda *_: made)
    with pytest.raises(
        NotPublished, match=r"There are figures\. No submission that states its period, such as"
    ):
        nightly.guard({"release": made.release})
