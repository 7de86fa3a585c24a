"""S2: which submission tells of which months (docs/method/selection.md)."""

import datetime as dt

from harness import Submission, run
from method_rows import COMMUNITY, earlier, event, request, service, year

LONG = ("2024-04-01", "2025-03-31")


def chosen(ran, table="joined_submissions"):
    """First day of each block, and when the submission that won it was received."""
    return {
        str(row["Ref_Period_Start_Date"]): row["ImportDate"].replace("T", " ") for row in ran.table(table)
    }


def outcomes(ran, kind="Request"):
    sql = f"select outcome from fct_national__events where table_name = 'joined' and event_type = '{kind}'"
    return [row["outcome"] for row in ran.query(sql)]


def test_a_submission_must_begin_with_the_block_or_before():
    """The later file begins in May: April to June stay with the file that has all of them."""
    first = Submission([], received="2025-07-20 09:00:00", covers=("2025-04-01", "2025-06-30"))
    later = Submission([], received="2026-04-20 09:00:00", covers=("2025-05-01", "2026-03-31"))
    assert chosen(run(first, later)) == {
        "2025-04-01": "2025-07-20 09:00:00",
        "2025-07-01": "2026-04-20 09:00:00",
        "2025-10-01": "2026-04-20 09:00:00",
        "2026-01-01": "2026-04-20 09:00:00",
    }


def test_a_submission_must_reach_to_the_end_of_the_block():
    ran = run(Submission([], covers=("2025-04-01", "2026-02-28")))
    assert list(chosen(ran)) == ["2025-04-01", "2025-07-01", "2025-10-01"]


def test_of_those_that_cover_a_block_the_one_received_last_wins_it():
    """The last file of all covers April to June 2025 only, and wins nothing else."""
    short = Submission([], received="2026-04-22 09:00:00", covers=("2025-04-01", "2025-06-30"))
    ran = run(year(received="2026-04-20 09:00:00"), short, year(received="2026-04-21 09:00:00"))
    assert chosen(ran) == {
        "2025-04-01": "2026-04-22 09:00:00",
        "2025-07-01": "2026-04-21 09:00:00",
        "2025-10-01": "2026-04-21 09:00:00",
        "2026-01-01": "2026-04-21 09:00:00",
    }


def test_each_council_has_a_submission_of_its_own():
    ran = run(year(), year(council="991", received="2026-04-21 09:00:00"))
    assert [row["LA_Name"] for row in ran.table("single_submissions")] == ["Council 990", "Council 991"]


def test_a_submission_received_late_on_the_as_at_day_counts():
    late = year(received="2026-04-20 23:00:00")
    assert len(chosen(run(late, as_at="2026-04-20"))) == 4
    assert chosen(run(year(received="2026-04-19 09:00:00"), late, as_at="2026-04-19")) == dict.fromkeys(
        ["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"], "2026-04-19 09:00:00"
    )


def test_a_submission_received_after_the_as_at_day_is_listed_with_its_period_and_wins_nothing():
    ran = run(year(received="2026-04-20 09:00:00"), year(received="2026-04-21 00:00:00"), as_at="2026-04-20")
    assert [str(row["Der_Reporting_Period_End_Date"]) for row in ran.table("submission_periods")] == [
        "2026-03-31", "2026-03-31"
    ]  # fmt: skip
    for table in ("joined_submissions", "single_submissions"):
        assert set(chosen(ran, table).values()) == {"2026-04-20 09:00:00"}


def test_the_file_received_at_the_excluded_moment_is_passed_over():
    ran = run(year(received="2026-04-23 13:28:24.253"), year(received="2026-04-23 09:00:00"))
    assert set(chosen(ran).values()) == {"2026-04-23 09:00:00"}


def test_the_single_table_needs_one_submission_for_the_whole_year():
    nine_months = Submission([], covers=("2025-07-01", "2026-03-31"))
    assert chosen(run(nine_months), "single_submissions") == {}
    assert list(chosen(run(year()), "single_submissions")) == ["2025-04-01"]


def test_a_table_without_a_submission_has_no_rows_after_any_stage():
    nine_months = Submission([], covers=("2025-07-01", "2026-03-31"))
    stages = run(nine_months).table("main_table_stages")
    assert [row["Rows"] for row in stages if row["Table"] == "single"] == [0, 0, 0, 0]
    assert [row["Rows"] for row in stages if row["Table"] == "joined"] == [0, 2, 2, 0]


def test_the_joined_table_is_cut_into_blocks_of_three_months():
    ends = [
        (str(row["Ref_Period_Start_Date"]), str(row["Ref_Period_End_Date"]))
        for row in run(year()).table("joined_submissions")
    ]
    assert ends == [
        ("2025-04-01", "2025-06-30"), ("2025-07-01", "2025-09-30"),
        ("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-03-31"),
    ]  # fmt: skip


def test_a_last_block_that_would_end_after_the_period_is_dropped():
    ran = run(year(), period=(dt.date(2025, 3, 1), dt.date(2026, 2, 28)))
    assert max(chosen(ran)) == "2025-10-01"


def test_a_submission_that_wins_four_blocks_is_read_once():
    (row,) = [
        row["Rows"]
        for row in run(year(request("2025-05-01"))).table("main_table_stages")
        if (row["Table"], row["Stage"]) == ("joined", "RawSubmissions")
    ]
    assert row == 3, "one request and the two rows that show the period, once each"


def nested(of_long: list[dict], of_short: list[dict]):
    """A file of a year, and a file of its second quarter received later, which wins that block."""
    short = Submission(of_short, received="2025-05-20 09:00:00", covers=("2024-07-01", "2024-09-30"))
    return run(Submission(of_long, received="2025-04-20 09:00:00", covers=LONG), short)


def test_a_submission_spans_over_a_block_that_another_won_and_both_give_its_events():
    ran = nested(
        [request("2024-08-01", person="in the long file")],
        [request("2024-08-02", person="in the short file")],
    )
    assert chosen(ran)["2024-07-01"] == "2025-05-20 09:00:00"
    assert len(outcomes(ran)) == 2


def test_of_one_event_in_both_the_record_of_the_longer_older_file_wins():
    ran = nested(
        [request("2024-08-01", event_outcome="NFA: Other")],
        [request("2024-08-01", event_outcome="NFA: Support declined")],
    )
    assert outcomes(ran) == ["NFA: Other"], "its reference period ends later, although it was sent earlier"


def test_a_council_whose_files_leave_a_gap_keeps_what_they_cover():
    rows = [service(COMMUNITY, "2024-05-01")]
    ran = run(earlier(*rows), Submission([], covers=("2025-07-01", "2026-03-31")))
    assert "2025-04-01" not in chosen(ran) and len(chosen(ran)) == 7


def test_rows_of_every_chosen_submission_carry_its_period():
    ran = run(earlier(event("Review", "2024-05-01", "2024-06-01")), year())
    (row,) = ran.query("select period_from, period_to from fct_national__events where table_name = 'joined'")
    assert (row["period_from"], row["period_to"]) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
