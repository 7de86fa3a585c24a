"""Why a national figure changed: each reason on the smallest pair of releases that gives it, and that all adds up."""

import datetime as dt
import json
import tempfile
from pathlib import Path

import duckdb
import pytest
from harness import Submission, fresh, person_key
from hypothesis import given, settings
from hypothesis import strategies as st
from method_rows import COMMUNITY, ENDED, NURSING, TO_CARER, event, request, review, service, st_max, year
from test_method_properties import RESIDENTS, events, files
from two_releases import by_reason, measure, release
from typer.testing import CliRunner

from goldenthread import changes, cli, metrics
from goldenthread.thread import BadReference

EARLIER, LATER = "2026-04-20", "2026-04-25"
NATIONAL = [each.id for each in metrics.catalogue() if each.national]
AT_HOME = {"accommodation_status": "Owner occupier or shared ownership scheme"}
IN_CARE = {"accommodation_status": "Registered care home"}
HOSPITAL = {"patient": "9990000018", "admitted_on": "2025-06-01", "discharged_on": "2025-06-10"}


def later(*rows, **more) -> Submission:
    """The file of the same year, sent five days after the first."""
    return year(*rows, **{"received": f"{LATER} 09:00:00", **more})


def last_quarter(*rows) -> Submission:
    """A file of January to March 2026 alone, the last received."""
    return later(*rows, received=f"{LATER} 10:00:00", covers=("2026-01-01", "2026-03-31"))


@pytest.fixture
def differ(tmp_path):
    """Compare a metric between two releases: of submissions, or of runs with what their register holds besides."""

    def differ(metric: str, was, now, was_holds=None, now_holds=None) -> list[tuple]:
        for day, made, holds in ((EARLIER, was, was_holds), (LATER, now, now_holds)):
            release(tmp_path, day, fresh(*made) if isinstance(made, list) else made, **(holds or {}))
        return by_reason(changes.compare(tmp_path, metric))

    return differ


ENTERED, LEFT = "entered the denominator", "left the denominator"
UP, DOWN = "entered the numerator", "left the numerator"
KEPT = service(COMMUNITY, "2025-05-01")
OTHER = service(COMMUNITY, "2025-06-01", person="P2")


def test_an_event_that_earlier_submissions_should_have_told_of_is_late(differ):
    assert differ("ascof__2e", [year(KEPT)], [year(KEPT), later(KEPT, OTHER)]) == [
        (ENTERED, "late record", 1, 0, 1)
    ]


def test_an_event_after_the_last_day_told_of_is_new_and_can_change_what_came_of_an_earlier_one(differ):
    episode = st_max("2026-03-01", "2026-03-28", event_outcome=ENDED)
    sequel = service(COMMUNITY, "2026-04-01")
    follows = later(episode, sequel, received="2026-07-20 09:00:00", covers=("2025-07-01", "2026-06-30"))
    to_june = fresh(year(episode), follows, period=(dt.date(2025, 7, 1), dt.date(2026, 6, 30)))
    found = differ("ascof__2a", [year(episode)], measure(to_june, "2026-03-31"))
    assert found == [(DOWN, "new event", 1, -1, 0)]


def test_what_a_withdrawn_load_told_of_leaves_with_it(differ):
    found = differ(
        "ascof__2e", [year(KEPT), later(KEPT, OTHER)], [year(KEPT)], now_holds={"withdrawn": ("0001",)}
    )
    assert found == [(LEFT, "withdrawn load", 1, 0, -1)]


def test_what_was_hidden_by_a_withdrawn_load_comes_by_selection(differ):
    both = [year(KEPT, OTHER), later(KEPT)]
    found = differ("ascof__2e", both, both[:1], now_holds={"withdrawn": ("0001",)})
    assert found == [(ENTERED, "selection", 1, 0, 1)]


def test_an_event_that_newer_submissions_no_longer_hold_has_vanished(differ):
    found = differ("ascof__2e", [year(KEPT, OTHER)], [year(KEPT, OTHER), later(KEPT)])
    assert found == [(LEFT, "vanished event", 1, 0, -1)]


def test_an_event_of_which_a_newer_record_says_something_else_was_corrected(differ):
    paid = {**KEPT, "delivery_mechanism": "Direct payment"}
    found = differ("ascof__3d_clients_direct_payment", [year(paid)], [year(paid), later(KEPT)])
    assert found == [(DOWN, "corrected event", 1, -1, 0)]


def test_another_record_that_was_there_before_is_a_dedupe_choice(differ):
    carer = {"client_type": "Unpaid carer", "service_component": "Carer respite"}
    paid = service(TO_CARER, "2025-05-01", "2025-11-15", **carer, delivery_mechanism="Direct payment")
    kept = {**paid, "delivery_mechanism": "CASSR commissioned support"}
    autumn = later(kept, covers=("2025-10-01", "2025-12-31"))
    found = differ(
        "ascof__3d_carers_direct_payment", [year(paid), autumn], [year(paid), autumn, last_quarter()]
    )
    assert found == [(DOWN, "dedupe choice", 1, -1, 0)]


def test_a_service_that_now_ends_with_its_submission_was_cropped(differ):
    found = differ(
        "ascof__3d_clients_self_directed", [year(KEPT, OTHER)], [year(KEPT, OTHER), last_quarter(KEPT)]
    )
    assert found == [(LEFT, "cropping", 1, 0, -1)]


def test_a_service_that_goes_on_after_all_was_cropped_before(differ):
    before = [year(KEPT, OTHER), last_quarter(KEPT)]
    whole = later(KEPT, OTHER, received="2026-04-26 09:00:00")
    assert differ("ascof__3d_clients_self_directed", before, [*before, whole]) == [
        (ENTERED, "cropping", 1, 0, 1)
    ]


def test_a_cropped_service_of_which_another_record_was_kept_was_cropped_first(differ):
    autumn = later({**KEPT, "delivery_mechanism": "Direct payment"}, covers=("2025-10-01", "2025-12-31"))
    always = year(KEPT, OTHER), autumn
    assert differ("ascof__3d_clients_self_directed", [*always], [*always, last_quarter(OTHER)]) == [
        (LEFT, "cropping", 1, 0, -1)
    ]


def test_an_event_with_another_date_is_another_event_and_no_other_person(differ):
    asked = request("2025-08-01", event_outcome="Progress to support planning or services")
    served = service(COMMUNITY, "2025-08-11")
    put_right = later({**asked, "event_end_date": "2025-08-02"}, served)
    assert differ("waiting__first_service", [year(asked, served)], [year(asked, served), put_right]) == [
        (ENTERED, "late record", 1, 0, 1),
        (LEFT, "late record", 1, 0, -1),
    ]


def test_where_somebody_lives_is_no_reason_to_be_counted_or_not(differ):
    was, moved = year(KEPT, {**OTHER, **AT_HOME}), review("2025-07-01", person="P2", **IN_CARE)
    assert differ("ascof__2e", [was], [was, later(KEPT, moved)]) == [(LEFT, "vanished event", 1, -1, -1)]


def test_a_move_is_told_by_the_persons_details(differ):
    was, now = {**KEPT, **AT_HOME}, {**KEPT, **IN_CARE}
    assert differ("ascof__2e", [year(was)], [year(was), later(now)]) == [(DOWN, "person details", 1, -1, 0)]


def test_a_death_that_becomes_known_is_told_by_the_persons_details(differ):
    told = year({**KEPT, "person": "P2"}, review("2025-07-01"), KEPT)
    died = {**KEPT, "date_of_death": "2026-02-01"}
    found = differ("ascof__3d_clients_self_directed", [told], [told, later({**KEPT, "person": "P2"}, died)])
    assert found == [(LEFT, "person details", 1, 0, -1)]


def test_an_nhs_number_that_arrives_late_makes_another_person(differ):
    named = {**OTHER, "nhs_number": "9990000018"}
    found = differ("ascof__2e", [year(KEPT, OTHER)], [year(KEPT, OTHER), later(KEPT, named)])
    assert found == [(ENTERED, "other identifier", 1, 0, 1), (LEFT, "other identifier", 1, 0, -1)]


@pytest.mark.parametrize(("delivered", "reason"), [(("h1", "h2"), "hospital record"), (("h1",), "other")])
def test_another_hospital_record_is_the_reason_only_where_other_records_were_delivered(
    differ, delivered, reason
):
    sent = year(st_max("2025-06-11", "2025-06-20", nhs_number="9990000018"))
    more = {**HOSPITAL, "admitted_on": "2025-08-01", "discharged_on": "2025-08-10"}
    was, now = (fresh(sent, hospital=records) for records in ([HOSPITAL], [HOSPITAL, more]))
    found = differ("ascof__2d_part2", was, now, {"hospital": ("h1",)}, {"hospital": delivered})
    assert found == [(ENTERED, reason, 1, 0, 1)]


def test_a_readmission_that_becomes_known_is_a_hospital_record(differ):
    sent = year(st_max("2025-06-11", "2025-06-20", nhs_number="9990000018"))
    again = {
        **HOSPITAL,
        "admitted_on": "2025-07-01",
        "discharged_on": "2025-07-02",
        "discharge_destination": "51",
    }
    was, now = (fresh(sent, hospital=records) for records in ([HOSPITAL], [HOSPITAL, again]))
    found = differ("ascof__2d_part1", was, now, {"hospital": ("h1",)}, {"hospital": ("h2",)})
    assert found == [(DOWN, "hospital record", 1, -1, 0)]


@pytest.mark.parametrize(("method", "reason"), [("second", "method"), ("first", "other")])
def test_what_no_record_explains_is_the_methods_if_that_is_another(differ, method, reason):
    def counted_otherwise(*sent):
        ran = fresh(*sent)
        ran.query("select 1 from fct_national__3d_clients")
        ran.connection.execute("update fct_national__3d_clients set support_rank = 3")
        return ran

    metric, told = "ascof__3d_clients_direct_payment", {"method": method}
    assert differ(metric, [year(KEPT)], counted_otherwise(year(KEPT)), now_holds=told) == [
        (UP, reason, 1, 1, 0)
    ]


def test_with_another_method_a_person_of_whom_something_new_was_delivered_has_that_reason(differ):
    found = differ(
        "ascof__2e", [year(KEPT)], [year(KEPT), later(KEPT, OTHER)], now_holds={"method": "second"}
    )
    assert found == [(ENTERED, "late record", 1, 0, 1)]


def test_a_rate_changes_by_its_people_and_by_the_estimate_of_residents(differ):
    stay = service(NURSING, "2025-06-01", service_component="Long term nursing care")
    was = fresh(year(KEPT), residents=RESIDENTS)
    now = fresh(
        year(KEPT), later(KEPT, stay), residents=[("990", "18 to 64", 1000), ("990", "65 and above", 1500)]
    )
    found = differ("ascof__2c", was, now)
    assert found == [(UP, "late record", 1, 1, 0), ("other residents", "estimate of residents", 0, 0, 500)]


def test_a_wait_of_another_length_changes_the_median_and_no_count(differ):
    asked = request("2025-08-01", event_outcome="Progress to support planning or services")
    found = differ(
        "waiting__first_service",
        [year(asked, service(COMMUNITY, "2025-08-11"))],
        [year(asked), later(asked, service(COMMUNITY, "2025-08-06"))],
    )
    assert found == [("waited less long", "late record", 1, 0, 0)]


@pytest.fixture
def periods_differ(tmp_path):
    """Compare a metric between the twelve months to December 2025 and to March 2026 of one release."""

    def differ(metric: str, *rows) -> list[tuple]:
        release(tmp_path, LATER, measure(fresh(year(*rows)), "2025-12-31", "2026-03-31"))
        return by_reason(changes.compare(tmp_path, metric))

    return differ


CLIENTS = "ascof__3d_clients_self_directed"


@pytest.mark.parametrize(
    ("metric", "rows", "change"),
    [
        ("ascof__2e", [service(COMMUNITY, "2026-02-01")], (ENTERED, "came into the period", 1, 0, 1)),
        (CLIENTS, [service(COMMUNITY, "2026-02-01")], (ENTERED, "came into the period", 1, 0, 1)),
        (
            CLIENTS,
            [service(COMMUNITY, "2025-05-01", "2026-02-01")],
            (LEFT, "fell out of the period", 1, 0, -1),
        ),
        (CLIENTS, [{**KEPT, "date_of_death": "2026-02-01"}], (LEFT, "died", 1, 0, -1)),
        (CLIENTS, [{**KEPT, "date_of_birth": "2008-02-01"}], (ENTERED, "age", 1, 0, 1)),
        (
            "ascof__3d_clients_direct_payment",
            [KEPT, service(COMMUNITY, "2026-02-01", service_component="Direct payment")],
            (UP, "support changed", 1, 1, 0),
        ),
        (
            "ascof__2a",
            [st_max("2026-01-01", "2026-02-01", event_outcome=ENDED)],
            (ENTERED, "came into the period", 1, 1, 1),
        ),
    ],
)
def test_between_periods_dates_say_who_came_and_who_went(periods_differ, metric, rows, change):
    always = service(COMMUNITY, "2025-05-01", person="always")
    assert periods_differ(metric, always, *rows) == [change]


@settings(max_examples=4)
@given(
    st.lists(events(), min_size=3, max_size=8),
    st.lists(events(), min_size=3, max_size=8),
    st.lists(events(), min_size=1, max_size=8),
    st.booleans(),
)
def test_whatever_was_sent_the_cases_add_up_to_the_difference_of_every_figure(first, second, third, back):
    """Figures are the national tables', cases are fct_national__cases': compare raises where they do not add up."""
    sent = files(first, second, third)
    pair = [fresh(*sent[:2], residents=RESIDENTS), fresh(*sent, residents=RESIDENTS)]
    if back:
        pair.reverse()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        release(home, EARLIER, pair[0], withdrawn=())
        release(home, LATER, pair[1], withdrawn=("0002",) if back else ())
        for metric in NATIONAL:
            try:
                (council,) = changes.compare(home, metric)["councils"]
            except BadReference:
                continue  # there is no such figure in such a world
            for row in council["changes"]:
                assert (row["change"] == "unchanged") == (row["reason"] == "")
                assert row["reason"] != "method" and row["cases"] >= 0


def test_every_national_metric_has_cases_that_are_its_figure(tmp_path):
    """A world in which each metric counts somebody, so that the sums above have something to judge."""
    carer = service(
        TO_CARER, "2025-05-01", person="C", client_type="Unpaid carer", service_component="Direct payment"
    )
    disabled = {
        "primary_support_reason": "Learning disability support",
        "date_of_birth": "1980-01-01",
        **AT_HOME,
    }
    stays = [
        service(
            NURSING, "2025-06-01", person=who, service_component="Long term nursing care", date_of_birth=born
        )
        for who, born in (("N1", "1980-01-01"), ("N2", "1940-01-01"))
    ]
    asked = request("2025-08-01", event_outcome="Progress to support planning or services", person="R")
    followed = st_max("2025-06-11", "2025-06-20", nhs_number="9990000018", event_outcome=ENDED)
    rows = [KEPT, {**KEPT, "person": "L", **disabled}, carer, *stays, asked, followed]
    rows += [service(COMMUNITY, "2025-08-11", person="R", delivery_mechanism="Direct payment")]
    release(tmp_path, EARLIER, fresh(year(*rows), residents=RESIDENTS, hospital=[HOSPITAL]))
    release(tmp_path, LATER, fresh(year(*rows), residents=RESIDENTS, hospital=[HOSPITAL]))
    for metric in NATIONAL:
        (council,) = changes.compare(tmp_path, metric)["councils"]
        assert [row["change"] for row in council["changes"]] == ["unchanged"], metric
        assert council["to"]["numerator"] is None or council["to"]["numerator"] > 0, metric


def test_cases_that_do_not_add_up_are_no_answer(tmp_path, monkeypatch):
    release(tmp_path, EARLIER, fresh(year(KEPT)))
    name = release(tmp_path, LATER, fresh(year(KEPT), later(KEPT, OTHER)))
    with duckdb.connect(
        str(tmp_path / "published" / "releases" / name / "internal" / "warehouse.duckdb")
    ) as held:
        held.execute("update metric_values set denominator = denominator + 1")
    with pytest.raises(changes.DoesNotAddUp, match="ascof__2e"):
        changes.compare(tmp_path, "ascof__2e")
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path))
    with pytest.raises(cli.Stop) as stopped:
        CliRunner().invoke(cli.app, ["changes", "ascof__2e"], catch_exceptions=False)
    assert stopped.value.code == 1


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A home with two releases, and an older one that was made before cases were kept."""
    home = tmp_path_factory.mktemp("home")
    old = release(home, "2026-04-01", fresh(year(KEPT)))
    with duckdb.connect(str(home / "published" / "releases" / old / "internal" / "warehouse.duckdb")) as held:
        held.execute("drop table fct_national__cases")
    release(home, EARLIER, measure(fresh(year(KEPT)), "2025-12-31", "2026-03-31"))
    release(home, LATER, measure(fresh(year(KEPT), later(KEPT, OTHER)), "2025-12-31", "2026-03-31"))
    return home


def sides(found: dict) -> list[tuple]:
    return [(found[at]["release"][:10], str(found[at]["period_end"])) for at in ("from", "to")]


@pytest.mark.parametrize(
    ("words", "was", "now"),
    [
        (["ascof__2e"], (EARLIER, "2026-03-31"), (LATER, "2026-03-31")),
        (["ascof__2e@2025-12-31"], (EARLIER, "2025-12-31"), (LATER, "2025-12-31")),
        (["ascof__2e", "2025-12-31"], (LATER, "2025-12-31"), (LATER, "2026-03-31")),
        (["ascof__2e", f"{EARLIER}-0123456789ab"], (EARLIER, "2026-03-31"), (LATER, "2026-03-31")),
        (["ascof__2e", None, f"#{EARLIER}-0123456789ab"], (EARLIER, "2025-12-31"), (EARLIER, "2026-03-31")),
        (
            ["ascof__2e", f"ascof__2e@2025-12-31#{EARLIER}-0123456789ab", "2025-12-31"],
            (EARLIER, "2025-12-31"),
            (LATER, "2025-12-31"),
        ),
    ],
)
def test_what_is_not_said_is_the_latest_and_the_release_or_the_period_before_it(three, words, was, now):
    assert sides(changes.compare(three, *words)) == [was, now]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["reviews__overdue"], "no national metric reviews__overdue; there are: ascof__2a"),
        (["ascof__2e", "2024-12-31"], "has no ascof__2e@2024-12-31; its periods end: 2025-12-31, 2026-03-31"),
        (["ascof__2e", "2026-03-31"], "nothing to compare"),
        (["ascof__2e", f"2025-12-31#{EARLIER}-0123456789ab"], "two steps"),
        (["ascof__2e", "ascof__2a@2025-12-31"], "no undivided figure of ascof__2e"),
        (["ascof__2e", "ascof__2e@2025-12-31/sex=Female"], "no undivided figure"),
        (["ascof__2e", "#2019-01-01-ffffffffffff"], "there is no release"),
        (["ascof__2e", "2025-02-30"], "there is no release"),
        (["ascof__2e", "#2026-04-01-0123456789ab"], "before cases were kept"),
    ],
)
def test_what_cannot_be_compared_is_answered_with_what_can(three, words, told):
    with pytest.raises(BadReference, match=told):
        changes.compare(three, *words)


def test_the_command_counts_and_names_nobody(three, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(three))
    shown = CliRunner().invoke(cli.app, ["changes", "ascof__2e", "--format", "csv"]).stdout
    ends = ",".join(f"ascof__2e@2026-03-31#{day}-0123456789ab" for day in (EARLIER, LATER))
    assert shown.splitlines() == [
        "from,to,la_code,change,reason,cases,numerator,denominator",
        f"{ends},990,entered the denominator,late record,1,0,1",
        f"{ends},990,unchanged,,1,0,0",
    ]
    screen = CliRunner().invoke(cli.app, ["changes", "ascof__2e"]).stdout
    assert "Council 990: 0 of 1, then 0 of 2." in screen and changes.INTERNAL in screen
    told = CliRunner().invoke(cli.app, ["changes", "ascof__2e", "--format", "json"]).stdout
    assert json.loads(told)["note"] == changes.INTERNAL
    for person in ("P1", "P2"):
        assert person_key(person).removeprefix("990_") not in shown + screen + told


def test_an_event_without_a_person_is_nobodys(differ):
    nobody = event("Service", "2025-06-01", service_type=COMMUNITY, person=None)
    assert differ("ascof__2e", [year(KEPT)], [year(KEPT), later(KEPT, nobody)]) == []
