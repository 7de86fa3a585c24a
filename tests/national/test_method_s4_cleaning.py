"""S4: who a person is, values, the key of an event, services that disappear, ages (docs/method/cleaning.md)."""

import datetime as dt
from collections import Counter

import pytest
from harness import Submission, nhs_key, person_key, run
from method_rows import (
    COMMUNITY,
    NURSING,
    ST_MAX,
    assessment,
    earlier,
    event,
    request,
    review,
    service,
    year,
)  # fmt: skip

INVALID = "Invalid and not mapped"
OF_ANOTHER = request("2026-01-05", person="another")


def joined(ran, columns: str) -> list[tuple]:
    sql = f"select {columns} from fct_national__events where table_name = 'joined' order by all"
    return [tuple(row.values()) for row in ran.query(sql)]


def events(*submissions) -> int:
    """How many events the joined table holds."""
    return len(joined(run(*submissions), "event_key"))


def test_a_record_that_names_nobody_is_left_out():
    assert events(year(request("2025-05-01", person=None))) == 0


def test_the_nhs_number_names_a_person_before_the_councils_own_id():
    rows = [request(f"2025-05-0{at}", nhs_number="9990000018", person=f"P{at}") for at in (1, 2)]
    assert joined(run(year(*rows)), "distinct person_key") == [(nhs_key("9990000018"),)]


def test_an_invalid_nhs_number_names_a_person_all_the_same():
    rows = [request(f"2025-05-0{at}", nhs_number="12345", person=f"P{at}") for at in (1, 2)]
    assert joined(run(year(*rows)), "distinct person_key") == [(nhs_key("12345"),)]


def test_without_an_nhs_number_the_id_belongs_to_its_council():
    files = [year(request("2025-05-01"), council=code) for code in ("990", "991")]
    people = joined(run(*files), "distinct person_key")
    assert len(people) == 2 and {key[:4] for (key,) in people} == {"990_", "991_"}


def test_a_person_whose_nhs_number_arrives_late_is_two_people():
    ran = run(earlier(request("2024-05-01")), year(request("2025-05-01", nhs_number="9990000018")))
    assert ran.table("people")[0]["Person_Rows"] == 2


def test_a_value_that_no_list_knows_is_invalid_and_a_blank_stays_blank():
    rows = [request("2025-05-01", event_outcome=text, person=f"P{text}") for text in ("Went well", None)]
    assert joined(run(year(*rows)), "outcome") == [(INVALID,), (None,)]


def test_release_1_values_become_release_2_values():
    row = service("Short Term Support: ST-Max", "2025-05-01", event_outcome="Service ended as planned")
    assert joined(run(year(row)), "service_type, outcome, outcome_group") == [
        (ST_MAX, "NFA: Support ended as planned", "NFA")
    ]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("Unplanned - Other Reason", "Unplanned"),
        ("Planned", "Planned review of long term support"),
        ("Review of short term support", "Review of short term support"),
        ("Chat", "Review Type Unknown"),
        (None, None),
    ],
)
def test_the_kind_of_a_review_follows_its_reason(reason, kind):
    assert joined(run(year(review("2025-05-01", review_reason=reason))), "review_type") == [(kind,)]


PAIRS = [
    ("Service", "event_start_date", ["2025-05-01", "2025-05-02"], 2),
    ("Service", "event_end_date", ["2025-06-01", "2025-07-01"], 1),
    ("Request", "event_end_date", ["2025-06-01", "2025-07-01"], 2),
    ("Service", "client_type", ["Service user", "Unpaid carer"], 2),
    ("Service", "service_type", [COMMUNITY, NURSING], 2),
    ("Service", "service_component", ["Meals", "Transport"], 2),
    ("Service", "delivery_mechanism", ["Direct payment", "CASSR commissioned support"], 1),
    ("Service", "event_reference", ["E1", "E2"], 1),
    ("Service", "request_route_of_access", ["Prison", "Self-funder"], 1),
    ("Request", "request_route_of_access", ["Prison", "Self-funder"], 2),
    ("Request", "service_type", [COMMUNITY, NURSING], 1),
    ("Request", "service_component", ["Meals", "Transport"], 1),
    ("Request", "assessment_type", ["Long term assessment", "Short term assessment"], 1),
    ("Assessment", "assessment_type", ["Long term assessment", "Short term assessment"], 2),
    ("Request", "event_outcome", ["NFA: Other", "NFA: Support declined"], 1),
    ("Request", "event_type", ["Request", "Review"], 2),
    ("Request", "person", ["P1", "P2"], 2),
]


def test_what_makes_two_records_one_event():
    """Each pair of records differs in one field; each pair is of people of its own."""
    rows = [
        event(
            kind,
            "2025-05-01",
            "2025-06-01",
            **{"person": f"{at}", field: f"{at}{value}" if field == "person" else value},
        )
        for at, (kind, field, values, _) in enumerate(PAIRS)
        for value in values
    ]
    sql = "select person_key as who from fct_national__events where table_name = 'joined'"
    found = Counter(row["who"] for row in run(year(*rows)).query(sql))
    for at, (kind, field, values, number) in enumerate(PAIRS):
        names = (
            {person_key(f"{at}{value}") for value in values} if field == "person" else {person_key(f"{at}")}
        )
        assert sum(found[name] for name in names) == number, f"{kind}: {field}"


def test_one_event_of_a_person_at_two_councils_is_two():
    row = service(COMMUNITY, "2025-05-01", nhs_number="9990000018")
    assert events(year(row), year(row, council="991")) == 2


def test_blanks_in_the_key_are_equal():
    assert events(year(service(None, "2025-05-01"), service(None, "2025-05-01"))) == 1


def test_one_service_under_its_release_1_and_release_2_names_is_two_events():
    row = service(COMMUNITY, "2024-05-01")
    first = earlier(row | {"service_component": "Home Support"})
    second = year(row | {"service_component": "Home support or domiciliary care"})
    ends = joined(run(first, second), "ended_on, service_component")
    assert ends == [
        (dt.date(2025, 3, 31), "Home support or domiciliary care"),
        (None, "Home support or domiciliary care"),
    ], "the older twin is cropped"


KEYS = [
    ("Request", "request_route_of_access"),
    ("Assessment", "assessment_type"),
    ("Service", "service_type"),
    ("Service", "service_component"),
    ("Service", "client_type"),
]


@pytest.mark.parametrize(("kind", "field"), KEYS)
def test_a_text_that_one_file_shows_and_another_hides_is_one_text(kind, field):
    """Ten unlisted texts, all different, look like free text and are hidden; one alone is shown.

    The second file corrects a quarter of the first, whose period spans over it: the event is in both.
    """
    own = event(kind, "2024-07-02", "2024-08-01", **{field: "Our own code"})
    others = [own | {"person": f"{at}", field: f"Code {at}"} for at in range(9)]
    second = Submission(
        [own | {field: "OUR OWN CODE"}, *others],
        received="2025-05-20 09:00:00",
        covers=("2024-07-01", "2024-09-30"),
    )
    ran = run(earlier(own), second, period=(dt.date(2024, 4, 1), dt.date(2025, 3, 31)))
    texts = ran.query(f"select load_id, {field} as text from raw.cld where {field} ilike '%own code%'")
    assert texts == [{"load_id": "0000", "text": "Our own code"}], "the second file hides it"
    assert len(joined(ran, "person_key")) == 10


def test_a_hidden_type_that_contains_service_is_a_service_still():
    types = [event(f"Home visit service {at}", "2020-01-01", person=f"{at}") for at in range(10)]
    ran = run(year(*types))
    sql = "select is_service, event_type_key from fct_national__events where table_name = 'joined'"
    assert [row["is_service"] for row in ran.query(sql)] == [True] * 10
    assert all(row["event_type_key"].startswith("masked:") for row in ran.query(sql))


def test_a_service_that_is_not_sent_again_ends_with_its_period():
    ran = run(earlier(service(COMMUNITY, "2024-05-01")), year(OF_ANOTHER))
    assert joined(ran, "ended_on, is_cropped")[0] == (dt.date(2025, 3, 31), True)


def test_a_later_period_in_which_nobody_is_named_is_none():
    """The rows that name nobody have been left out by then: no later period is there to crop before."""
    ran = run(earlier(service(COMMUNITY, "2024-05-01")), year())
    assert joined(ran, "ended_on, is_cropped") == [(None, False)]


def test_an_end_in_the_future_is_cropped_like_none():
    ran = run(earlier(service(COMMUNITY, "2024-05-01", "2025-06-30")), year(OF_ANOTHER))
    assert joined(ran, "ended_on")[0] == (dt.date(2025, 3, 31),)


def test_a_service_that_is_sent_again_goes_on():
    """The older record loses to the newer in S5 either way; here it is to be left as it is."""
    row = service(COMMUNITY, "2024-05-01")
    ran = run(earlier(row), year(row))
    assert joined(ran, "ended_on, is_cropped") == [(None, False)]
    cropped = ran.query("select count(*) as n from int_national__cropped_records where is_cropped")
    assert cropped == [{"n": 0}]


def test_in_the_last_period_nothing_is_cropped():
    ran = run(year(service(COMMUNITY, "2025-05-01"), service(NURSING, "2025-05-01", "2026-06-01")))
    assert joined(ran, "ended_on") == [(dt.date(2026, 6, 1),), (None,)]


def test_last_is_each_councils_own_last():
    """991 sent nothing for 2025-26: its services stay open, whatever 990 sent."""
    ran = run(earlier(service(COMMUNITY, "2024-05-01"), council="991"), year(OF_ANOTHER))
    assert joined(ran, "started_on, ended_on")[0] == (dt.date(2024, 5, 1), None)


def test_over_a_gap_a_service_is_cropped_although_it_comes_back():
    row = service(COMMUNITY, "2024-05-01")
    gone = service(NURSING, "2024-05-01")
    after = Submission([row], covers=("2025-07-01", "2026-03-31"))
    ran = run(earlier(row, gone), after)
    assert joined(ran, "ended_on") == [(dt.date(2025, 3, 31),), (None,)], "the later copy stays open"
    cropped = ran.query("select count(*) as n from int_national__cropped_records where is_cropped")
    assert cropped == [{"n": 2}]


def test_a_short_file_inside_a_longer_one_is_the_last_and_the_longer_ones_services_are_cropped():
    """The quarter from October is sent again later. Its period begins last: the year's services end with it."""
    long = year(service(COMMUNITY, "2025-05-01"), received="2026-04-20 09:00:00")
    short = Submission(
        [service(NURSING, "2025-11-01")], received="2026-04-25 09:00:00", covers=("2025-10-01", "2025-12-31")
    )
    assert joined(run(long, short), "ended_on, service_type") == [
        (dt.date(2026, 3, 31), COMMUNITY),
        (None, NURSING),
    ]


def test_the_key_is_made_before_services_are_cropped():
    """A cropped service and its continuation have one key, or the older copy would be counted as well."""
    row = service(COMMUNITY, "2024-05-01")
    assert events(earlier(row), Submission([row], covers=("2025-07-01", "2026-03-31"))) == 1


@pytest.mark.parametrize(
    ("row", "band"),
    [
        (request("2025-05-01", "2026-01-02", date_of_birth="1961-01-20"), "65 and above"),
        (service(COMMUNITY, "2025-05-01", date_of_birth="1961-03-20"), "65 and above"),
        (service(COMMUNITY, "2025-05-01", "2025-12-31", date_of_birth="1961-01-20"), "18 to 64"),
        (service(COMMUNITY, "2025-05-01", date_of_birth=None), "Unknown"),
    ],
    ids=["at the end", "at the period's end while open", "not at the start", "unknown"],
)
def test_the_age_is_that_at_the_end_of_the_event(row, band):
    assert joined(run(year(row)), "age_band") == [(band,)]


def test_the_age_is_taken_after_cropping():
    """64 at the end of the period with which the service is cropped."""
    first = earlier(service(COMMUNITY, "2024-05-01", "2026-09-01", date_of_birth="1961-03-01"))
    assert joined(run(first, year(OF_ANOTHER)), "started_on, age_band")[0][1] == "18 to 64"


def test_an_assessment_is_no_other_because_of_a_route():
    rows = [
        assessment("2025-05-01", request_route_of_access=route, assessment_type="Long term assessment")
        for route in ("Prison", "Self-funder")
    ]
    assert events(year(*rows)) == 1
