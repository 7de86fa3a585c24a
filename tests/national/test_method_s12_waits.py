"""S12: waiting times (docs/method/waiting-times.md)."""

import pytest
from harness import run
from method_rows import (
    ADVICE,
    ASSESSMENT,
    COMMUNITY,
    FOR_CARED_FOR,
    HOSPITAL,
    LOW_LEVEL,
    OTHER_SHORT,
    PLANNING,
    ST_MAX,
    assessment,
    earlier,
    request,
    review,
    service,
    year,
)  # fmt: skip

ASKED = "2025-08-01"
OLD = {"received": "2025-05-20 09:00:00", "covers": ("2024-04-01", "2025-04-30")}


def asked(start=ASKED, **more):
    return request(start, **{"event_outcome": PLANNING, **more})


def waits(*rows, before=()) -> list[tuple]:
    """For each request on a timeline: days to response, what responded, days to service, whether it is excluded."""
    files = ([earlier(*before)] if before else []) + [year(*rows)]
    sql = (
        "select days_to_response, response_kind, days_to_service, is_excluded from fct_national__waits "
        "order by person_key, number"
    )
    return [tuple(row.values()) for row in run(*files).query(sql)]


# Which events


def test_days_from_the_request_to_the_assessment_and_to_the_service():
    rows = [asked(), assessment("2025-08-11", event_outcome=PLANNING), service(COMMUNITY, "2025-08-31")]
    assert waits(*rows) == [(10, "Assessment", 30, False)]


@pytest.mark.parametrize("kind", ["Financial assessment", "Chat", None])
def test_only_short_and_long_term_assessments_respond(kind):
    assert waits(asked(), assessment("2025-08-11", assessment_type=kind)) == [(None, None, None, False)]


def test_a_carers_own_assessment_responds():
    assert waits(asked(), assessment("2025-08-11", client_type="Unpaid carer"))[0][0] == 10


@pytest.mark.parametrize(("kind", "days"), [(LOW_LEVEL, 5), (FOR_CARED_FOR, None)])
def test_any_of_the_seven_services_responds_and_no_other(kind, days):
    assert waits(asked(), service(kind, "2025-08-06"))[0][0] == days


def test_reviews_do_not_respond():
    assert waits(asked(), review("2025-08-06"))[0][0] is None


def test_requests_are_service_users():
    assert waits(asked(client_type="Unpaid carer"), assessment("2025-08-11")) == []


def test_requests_before_april_2023_are_left_out():
    """Kept by the file of 2024-25 because it ended there."""
    old = request("2023-03-31", "2024-05-01", event_outcome=PLANNING)
    assert waits(request("2025-05-01"), before=[old]) == []
    assert len(waits(request("2025-05-01"), before=[old | {"event_start_date": "2023-04-01"}])) == 1


def test_responses_to_people_under_25_do_not_count():
    """25 on the day of the request by one record; the assessment carries a later birth date."""
    rows = [asked(date_of_birth="2000-05-01"), assessment("2025-08-11", date_of_birth="2001-05-01")]
    assert waits(*rows)[0][0] is None


@pytest.mark.parametrize(
    ("kind", "end", "is_client"),
    [
        (COMMUNITY, "2024-08-01", True), (COMMUNITY, "2024-07-31", False), (COMMUNITY, None, True),
        (ST_MAX, "2025-05-01", True), (ST_MAX, "2025-04-30", False), (OTHER_SHORT, "2025-05-01", True),
        (LOW_LEVEL, None, False), (LOW_LEVEL, "2025-07-31", False),
    ],
)  # fmt: skip
def test_support_within_twelve_months_or_short_term_within_three_makes_an_existing_client(
    kind, end, is_client
):
    support = service(kind, "2024-05-01", end)
    sent = {"before": [support]} if end and end < "2025-04-01" else {"before": ()}
    rows = [asked()] if sent["before"] else [asked(), support]
    assert (waits(*rows, **sent) == []) is is_client


def test_a_service_that_starts_with_the_request_makes_nobody_an_existing_client():
    assert len(waits(asked(), service(COMMUNITY, ASKED))) == 1


def test_twelve_months_before_the_last_of_february_is_the_28th():
    """Months are clamped: three months before 31 May 2025 is 28 February."""
    late = asked("2025-05-31")
    assert waits(late, before=[service(ST_MAX, "2024-06-01", "2025-02-28")]) == []
    assert len(waits(late, before=[service(ST_MAX, "2024-06-01", "2025-02-27")])) == 1


@pytest.mark.parametrize(("outcome", "number"), [(ADVICE, 0), (HOSPITAL, 0), (ASSESSMENT, 1)])
def test_requests_that_led_to_nothing_or_to_hospital_are_left_out(outcome, number):
    assert len(waits(asked(event_outcome=outcome))) == number


def test_a_request_with_a_blank_outcome_is_left_out_and_with_an_invalid_one_kept():
    assert waits(asked(event_outcome=None)) == []
    assert len(waits(asked(event_outcome="Went well"))) == 1


# Order


def test_on_one_day_the_request_comes_first_and_the_wait_is_nought():
    assert waits(assessment(ASKED), asked()) == [(0, "Assessment", None, False)]


def test_an_assessment_comes_before_a_service_of_the_same_day():
    rows = [asked(), service(COMMUNITY, "2025-08-05"), assessment("2025-08-05", event_outcome=PLANNING)]
    assert waits(*rows) == [(4, "Assessment", 4, False)]


def test_what_came_before_the_request_does_not_respond():
    assert waits(asked(), assessment("2025-07-31"))[0][0] is None


def test_of_two_assessments_of_one_day_the_one_received_last_comes_first():
    """It tells what kind of assessment responded."""
    kinds = ("Short term assessment", "Long term assessment")
    rows = [asked(), *(assessment("2025-08-05", assessment_type=kind) for kind in kinds)]
    found = run(year(*rows)).query("select response_assessment_type as kind from fct_national__waits")
    assert found == [{"kind": "Long term assessment"}]


def test_the_response_may_lie_after_a_later_request():
    rows = [asked(), asked("2025-08-03"), assessment("2025-08-11")]
    assert waits(*rows) == [(10, "Assessment", None, False), (None, "Assessment", None, True)]


def test_people_without_a_request_are_not_in_the_waits_and_are_in_the_counts():
    ran = run(year(asked(), assessment("2025-08-11"), assessment("2025-08-12", person="B")))
    (row,) = ran.table("waiting_context_part1")
    assert (row["all_request_count"], row["all_assessment_count"], row["response_event_assessment"]) == (
        1,
        2,
        1,
    )


# Conversations


@pytest.mark.parametrize(
    ("start", "wait"), [("2025-06-30", (0, "Request")), ("2025-07-01", (10, "Assessment"))]
)
def test_until_june_2025_a_conversation_that_led_on_is_itself_the_response(start, wait):
    later = {"2025-06-30": "2025-07-10", "2025-07-01": "2025-07-11"}[start]
    rows = [asked(start, event_description="A Conversation 1 by phone"), assessment(later)]
    assert waits(*rows)[0][:2] == wait


TALKED = {"event_description": "conversation"}


@pytest.mark.parametrize(
    ("outcome", "kind"), [("Went well", "Assessment"), (ASSESSMENT, "Request"), (PLANNING, "Request")]
)
def test_a_conversation_that_led_to_nothing_known_is_no_response(outcome, kind):
    assert waits(asked("2025-05-01", event_outcome=outcome, **TALKED), assessment("2025-05-11"))[0][1] == kind


def test_an_assessment_of_the_same_day_comes_before_the_conversation():
    assert waits(asked("2025-05-01", **TALKED), assessment("2025-05-01"))[0][1] == "Assessment"
    assert waits(asked("2025-05-01", **TALKED))[0][:2] == (0, "Request")


def test_a_conversation_keeps_its_service():
    rows = [asked("2025-05-01", **TALKED), assessment("2025-05-11"), service(COMMUNITY, "2025-05-21")]
    assert waits(*rows) == [(0, "Request", 20, False)], "the assessment led nowhere, and is not asked"


# Response and service


def test_a_service_that_comes_before_the_assessment_is_the_response():
    assert waits(asked(), service(COMMUNITY, "2025-08-06"), assessment("2025-08-11"))[0][:3] == (
        5,
        "Service",
        5,
    )


def test_a_service_without_an_assessment_is_the_response():
    assert waits(asked(), service(COMMUNITY, "2025-08-06"))[0][:3] == (5, "Service", 5)


def test_an_assessment_that_leads_nowhere_ends_the_search_for_a_service():
    assert waits(
        asked(), assessment("2025-08-11", event_outcome=ADVICE), service(COMMUNITY, "2025-08-31")
    ) == [(10, "Assessment", None, False)]


@pytest.mark.parametrize(
    "outcome", ["Progress to reablement/ST-Max", PLANNING, "Continuation of support or services"]
)
def test_three_outcomes_of_an_assessment_lead_to_a_service(outcome):
    assert (
        waits(asked(), assessment("2025-08-11", event_outcome=outcome), service(COMMUNITY, "2025-08-31"))[0][
            2
        ]
        == 30
    )


@pytest.mark.parametrize("outcome", [ASSESSMENT, None])
def test_another_assessment_or_a_blank_does_not(outcome):
    rows = [asked(), assessment("2025-08-11", event_outcome=outcome), service(COMMUNITY, "2025-08-31")]
    assert waits(*rows)[0][2] is None


def test_assessments_in_a_row_stand_together():
    """The first leads nowhere and the second does, so there is a service."""
    rows = [
        asked(),
        assessment("2025-08-11"),
        assessment("2025-08-15", event_outcome=PLANNING),
        service(COMMUNITY, "2025-08-31"),
    ]
    assert waits(*rows) == [(10, "Assessment", 30, False)]


def test_a_request_between_them_parts_the_row():
    rows = [asked(), assessment("2025-08-11"), asked("2025-08-12"), assessment("2025-08-15", event_outcome=PLANNING),
            service(COMMUNITY, "2025-08-31")]  # fmt: skip
    assert waits(*rows) == [(10, "Assessment", None, False), (3, "Assessment", 19, False)]


# Requests within the follow-up of another


def test_a_request_before_the_service_of_the_one_before_is_excluded():
    """The second has a response of its own, and no service: only the first one's service tells."""
    rows = [
        asked(),
        assessment("2025-08-05", event_outcome=PLANNING),
        asked("2025-08-10"),
        assessment("2025-08-12"),
        service(LOW_LEVEL, "2025-08-20"),
    ]
    assert waits(*rows) == [(4, "Assessment", 19, False), (None, "Assessment", None, True)]


def test_a_request_after_the_service_of_the_one_before_is_not():
    rows = [asked(), service(LOW_LEVEL, "2025-08-05"), asked("2025-08-10"), service(LOW_LEVEL, "2025-08-20")]
    assert waits(*rows) == [(4, "Service", 4, False), (10, "Service", 10, False)]


def test_excluded_requests_take_part_in_excluding_later_ones():
    rows = [asked(), asked("2025-08-02"), asked("2025-08-03"), service(LOW_LEVEL, "2025-08-20")]
    assert [row[3] for row in waits(*rows)] == [False, True, True]


def test_a_response_already_found_by_an_earlier_request_excludes():
    """The conversation between them answers itself; the assessment is the first one's already."""
    rows = [asked("2025-05-01"), asked("2025-05-02", **TALKED), asked("2025-05-03"), assessment("2025-05-11")]
    assert [row[3] for row in waits(*rows)] == [False, True, True]


def test_a_service_already_found_by_an_earlier_request_excludes():
    """The second found an assessment that leads nowhere; the service is that of the first, a conversation."""
    rows = [
        asked("2025-05-01", **TALKED),
        asked("2025-05-03"),
        assessment("2025-05-05"),
        asked("2025-05-10"),
        service(LOW_LEVEL, "2025-05-20"),
    ]
    assert [row[3] for row in waits(*rows)] == [False, True, True]


# Quarters, bands, counts


def test_the_quarter_is_that_of_the_response_and_not_of_the_request():
    rows = [asked("2025-06-30"), assessment("2025-07-01")]
    (row,) = run(year(*rows)).table("waiting_times")
    assert str(row["Statistical_Reporting_Period_Start"]) == "2025-07-01"
    assert str(row["Statistical_Reporting_Period_End"]) == "2025-09-30"


def test_the_band_is_that_of_the_response_at_its_end():
    """64 when asked and when assessed first, 65 when the assessment ended."""
    born = {"date_of_birth": "1960-09-01"}
    rows = [asked(**born), assessment("2025-08-11", "2025-09-20", **born)]
    (row,) = run(year(*rows)).table("waiting_times")
    assert row["Modified_Working_Age_Band"] == "65 and above"


def test_the_band_of_18_to_64_is_called_25_to_64():
    born = {"date_of_birth": "1980-09-01"}
    (row,) = run(year(asked(**born), assessment("2025-08-11", **born))).table("waiting_times")
    assert row["Modified_Working_Age_Band"] == "25 to 64"


def test_events_are_counted_in_the_quarter_in_which_they_start():
    ran = run(
        year(
            asked("2025-06-30"), assessment("2025-07-01"), assessment("2025-07-02", "2025-10-02", person="B")
        )
    )
    (row,) = ran.table("waiting_context_part1")
    assert (row["all_request_count"], row["all_assessment_count"], row["at_long"]) == (0, 2, 1)
