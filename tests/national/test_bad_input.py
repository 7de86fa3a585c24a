"""Files and rows that are not as they should be: what the method makes of them, and what the quality report says."""

import pytest
from harness import Submission, run
from method_rows import COMMUNITY, assessment, earlier, request, service, year

from expectations import quality
from expectations.wording import SUBMISSIONS


def said(ran) -> list[str]:
    """The quality report's sentences on what was sent, but that everybody here has the council's own id alone."""
    ran.query("select * from fct_submission_findings")
    ran.connection.execute(
        "create or replace view loads as select * replace ("
        "(select min(reporting_period_start_date) from raw.cld where cld.load_id = loads.load_id) as period_start, "
        "(select max(reporting_period_end_date) from raw.cld where cld.load_id = loads.load_id) as period_end) "
        "from raw.loads"
    )
    everybody = sentence("no_nhs_number", part="100.0%")
    return [each for each in quality.submissions(ran.connection) if each != everybody]


def sentence(name: str, **values: str) -> str:
    return SUBMISSIONS[name].format(council="990", **values)


def joined(ran, columns: str) -> list[tuple]:
    sql = f"select {columns} from fct_national__events where table_name = 'joined' order by all"
    return [tuple(row.values()) for row in ran.query(sql)]


def test_a_council_with_one_submission():
    ran = run(year(service(COMMUNITY, "2025-05-01")))
    assert len(ran.table("joined_submissions")) == 4 and len(ran.table("single_submissions")) == 1
    assert said(ran) == [sentence("one_submission")]


def test_a_council_with_two_good_submissions_has_nothing_said_of_it():
    assert said(run(earlier(request("2024-05-01")), year(request("2025-05-01")))) == []


def test_a_council_with_no_submission_for_a_period_is_absent_from_it_and_not_nought():
    """Of the year before last it sent nothing: no block, no event, and for a year without any file no row at all."""
    late = Submission([request("2025-08-01")], covers=("2025-07-01", "2026-03-31"))
    first = Submission(
        [request("2024-05-01")], received="2025-01-20 09:00:00", covers=("2024-04-01", "2024-12-31")
    )
    ran = run(first, late)
    blocks = {str(row["Ref_Period_Start_Date"]) for row in ran.table("joined_submissions")}
    assert "2025-01-01" not in blocks and "2025-04-01" not in blocks and len(blocks) == 6
    assert said(ran) == [sentence("gap", months="January 2025 to June 2025")]


def test_a_council_of_which_no_submission_can_be_used_has_no_figures_at_all():
    ran = run(
        year(service(COMMUNITY, "2025-05-01"), council="991"),
        Submission([service(COMMUNITY, "2025-05-01")], covers=None),
    )
    assert {row["LA_Code"] for row in ran.table("ascof")} == {"991"}
    assert {row["LA_Code"] for row in ran.table("submission_periods")} == {"990", "991"}, "and it is listed"


def test_submissions_that_overlap_are_each_used_for_what_they_tell_last():
    first = Submission([], received="2026-01-20 09:00:00", covers=("2025-01-01", "2025-12-31"))
    ran = run(first, year(request("2025-05-01")))
    told_by = {
        str(row["Ref_Period_Start_Date"]): row["ImportDate"] for row in ran.table("joined_submissions")
    }
    assert told_by["2025-01-01"] < told_by["2025-04-01"] == told_by["2026-01-01"]
    assert said(ran) == [sentence("overlap", months="9 months")]


def test_submissions_that_contradict_one_another_count_once_by_the_latest():
    row = request("2025-05-01", event_outcome="NFA: Other")
    ran = run(
        year(row), year(row | {"event_outcome": "NFA: Support declined"}, received="2026-04-25 09:00:00")
    )
    assert joined(ran, "outcome") == [("NFA: Support declined",)]
    ran.connection.execute("update raw.loads set supersedes = '0000' where load_id = '0001'")
    assert said(ran) == [
        sentence("overlap", months="12 months"),
        sentence("replaced", times="There is one submission"),
    ]


def test_an_event_before_birth_is_kept_with_an_age_below_nought():
    ran = run(year(service(COMMUNITY, "2025-05-01", "2025-06-01", date_of_birth="2025-12-01")), earlier())
    assert joined(ran, "age < 0, age_band") == [(True, "Under 18")]
    assert ran.query("select age_band_at_period_end as band from fct_national__people") == [
        {"band": "Unknown"}
    ]
    assert said(ran) == [sentence("before_birth", part="33.3%")], "one of three events of the newest file"


def test_an_event_in_the_month_of_birth_is_not_before_it():
    assert said(run(year(request("2025-12-01", date_of_birth="2025-12-31")), earlier())) == []


def test_an_event_after_death_is_left_out_and_told():
    rows = [
        request("2025-06-02", date_of_death="2025-06-01"),
        request("2025-06-01", date_of_death="2025-06-01"),
    ]
    ran = run(earlier(), year(*rows))
    assert len(joined(ran, "event_key")) == 1
    assert said(ran) == [sentence("after_death", part="25.0%")], "one of four; on the day itself is not after"


def test_people_without_an_nhs_number_are_told_apart_by_the_councils_id():
    rows = [
        request("2025-06-02", person=f"P{at}", nhs_number=None if at < 3 else f"99900000{at}")
        for at in range(10)
    ]
    ran = run(earlier(), year(*rows))
    assert ran.table("people")[0]["Person_Rows"] == 10
    assert said(ran) == [sentence("no_nhs_number", part="30.0%")]


def test_a_service_of_an_unknown_type_is_kept_and_belongs_to_no_measure():
    rows = [service("Befriending", "2025-06-01"), service(COMMUNITY, "2025-06-01", person="P2")]
    ran = run(earlier(), year(*rows))
    assert joined(ran, "service_type") == [("Invalid and not mapped",), (COMMUNITY,)]
    clients = {
        row["Denominator"] for row in ran.table("ascof") if row["Part"] == "1a" and row["Group"] == "Total"
    }
    assert clients == {1}
    assert said(ran) == [sentence("unknown_type", part="50.0%")]


def test_release_1_and_release_2_in_one_file_are_both_understood():
    rows = [
        service("Long Term Support: Community", "2025-06-01", service_component="Home Support", person="P1"),
        service(COMMUNITY, "2025-06-01", service_component="Home support or domiciliary care", person="P2"),
        service(COMMUNITY, "2025-06-01", service_component="Home support or domiciliary care", person="P1"),
    ]
    ran = run(earlier(), year(*rows, assessment("2025-07-01")))
    assert set(joined(ran, "service_type, service_component")) == {
        (COMMUNITY, "Home support or domiciliary care"),
        (None, None),
    }
    assert len(joined(ran, "event_key")) == 4, "P1's one service is two"
    assert said(ran) == [sentence("mixed", times="There is one submission")]


@pytest.mark.parametrize("words", ["Home Support", "Home support or domiciliary care"])
def test_a_file_of_one_release_is_not_called_mixed(words):
    rows = [service("LONG TERM SUPPORT: COMMUNITY", "2025-06-01", service_component=words)]
    assert said(run(earlier(), year(*rows))) == []


def test_a_share_is_never_told_as_a_count():
    """The public page says the same sentences, so that none may be about one or two people."""
    assert all("{count" not in text and "{number" not in text for text in SUBMISSIONS.values())
