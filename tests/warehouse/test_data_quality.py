"""The data quality values: what each row must hold follows from its event and client, and every record of the single table counts everywhere."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import contracts, validity

MODULES = {  # the method, section 13: module to how many fields
    "Submission information": 3, "Person details": 18, "Events (all)": 6, "Events (requests only)": 1,
    "Events (assessments only)": 3, "Carers and linked service users": 5, "Events (services only)": 4,
    "Events (reviews only)": 3, "Costs (services only)": 3,
}  # fmt: skip
DAYS = {"event_start_date": "2025-06-01", "event_end_date": "2025-06-01"}
SERVICE_USER = DAYS | {"client_type": "Service user"}
OPEN = {"event_end_date": None, "event_end_date_state": "blank"}
REQUEST = SERVICE_USER | {"event_type": "Request", "la_person_unique_identifier": "asks"}
ROWS = [
    SERVICE_USER | {"event_type": "Service", "service_type": "Long term support: Community"} | OPEN,
    SERVICE_USER | {"event_type": "SERVICE", "service_type": "LONG TERM SUPPORT: COMMUNITY"} | OPEN | {"event_end_date_state": "invalid"},
    REQUEST | {"nhs_number": "a" * 64, "nhs_number_state": "valid"},
    DAYS | {"client_type": "Unpaid carer", "event_type": "Review", "review_reason": "Planned", "unit_cost_state": "blank"},
    DAYS | {"client_type": "Carer known by association", "event_type": "Request"},
    SERVICE_USER | {"event_type": "Reveiw", "event_start_date": "2025-06-02", "gender": "Mail"},
    DAYS | {"client_type": "Nobody", "event_type": "Request"},
]  # fmt: skip
"""Records of the single table, each of its own event."""
LEFT_OUT = [
    REQUEST | {"nhs_number": "a" * 64, "gender": "Female"},  # sent before the same event above, and so not the best record of it
    REQUEST | {"event_start_date": "2025-03-01", "event_end_date": "2025-03-31"},  # ended before the twelve months
    REQUEST | {"event_end_date": None},  # no service, and has no end
    REQUEST | {"event_type": None},
    REQUEST | {"la_person_unique_identifier": None},
    *({"event_type": "Review", "event_start_date": day, "event_end_date": day} for day in ("2025-04-01", "2026-03-31")),
]  # fmt: skip
"""Rows of the same file that the single table does not have: the last two show which months it covers."""
EARLIER = [
    REQUEST | {"event_start_date": "2025-01-01", "event_end_date": "2025-01-01", "gender": "Female"},
    REQUEST | {"event_start_date": "2025-01-01", "event_end_date": "2025-01-01", "gender": "Mail"},
    REQUEST | {"event_start_date": "2025-01-02", "event_end_date": "2026-01-01", "gender": "Female"},
    REQUEST | {"event_start_date": "2025-01-03", "event_end_date": "2025-12-31", "gender": "Female"},
    *({"event_type": "Review", "event_start_date": day, "event_end_date": day} for day in ("2025-01-01", "2025-12-31")),
]  # fmt: skip
"""The file before, of January to December 2025: two events, one of them told twice, and one that ended later."""


@pytest.fixture(scope="module")
def judged(built):
    """A query of the marts that the files make."""
    loads = [
        {"load_id": name, "delivery_id": f"d-{name}", "la_code": "991", "received_at": f"{day} 09:00:00",
         "extract": "cld", "status": "loaded", "withdrawn": False}
        for name, day in (("earlier", "2026-01-20"), ("a", "2026-04-20"), ("part", "2026-04-21"))
    ]  # fmt: skip
    rows = [
        {"load_id": name, "_line": line, "la_code": "991"} | row
        for name, sent in (("earlier", EARLIER), ("a", [*LEFT_OUT, *ROWS]), ("part", LEFT_OUT[-1:]))
        for line, row in enumerate(_named(sent))
    ]
    return built("+fct_data_quality__fields", loads, rows).query


def _named(rows):
    """Rows with somebody for each that should name one and leaves it out."""
    for at, row in enumerate(rows):
        named = {"la_person_unique_identifier": f"P{at}"} if "client_type" in row else {}
        yield named | row


def test_the_fields_are_the_national_ones_in_their_modules():
    found = validity.fields(contracts.load("cld"))
    counted = {module: sum(each.module == module for each in found) for module in MODULES}
    assert len(found) == 46 and counted == MODULES


def test_every_record_of_the_single_table_counts_once_in_every_field_and_no_other_row(judged):
    found = judged("select field, sum(records) from fct_data_quality__values where recency = 1 group by all")
    assert len(found) == 46 and {records for _, records in found} == {len(ROWS)}


def test_the_delivery_before_is_counted_in_the_same_way_over_its_own_twelve_months(judged):
    """A later file that tells of less than twelve months takes the place of neither."""
    found = judged(
        "select delivery_id, records, earlier_delivery_id, earlier_applicable, earlier_valid_values, earlier_usable "
        "from fct_data_quality__fields where field = 'gender'"
    )
    assert found == [("d-a", len(ROWS), "d-earlier", 2, 1, 1)], (
        "the record of an event that came last is its best"
    )


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        # status: 2 mandatory, 1 applicable, 0 not applicable, -1 undetermined; how many rows of each
        ("la_code", {2: 7}),
        ("event_type", {2: 5, 0: 1, -1: 1}),  # none for a carer known by association; nobody knows of Nobody
        ("service_type", {2: 2, 0: 4, -1: 1}),  # of an event of no known type it cannot be told
        ("request_route_of_access", {2: 3, 0: 3, -1: 1}),
        ("review_outcomes_achieved", {2: 1, 0: 5, -1: 1}),
        ("event_end_date", {2: 2, 1: 3, 0: 1, -1: 1}),  # a service may be open
        ("dementia", {1: 4, 0: 2, -1: 1}),
        ("total_hrs_caring_per_week", {1: 2, 0: 4, -1: 1}),
        ("primary_support_reason", {2: 3, 1: 4}),
        ("client_funding_status", {2: 2, 1: 2, 0: 2, -1: 1}),
    ],
)
def test_what_a_row_must_hold_follows_from_its_event_and_client(judged, field, expected):
    found = judged(
        f"select status_code, sum(records) from fct_data_quality__values where recency = 1 and field = '{field}' group by all"
    )
    assert dict(found) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        # validity of the rows to which the field applies, with how many rows
        ("service_type", {1: 1, -2: 1}),  # capitals are a fault nationally, and counted with all the same
        ("client_type", {1: 5, -7: 1, -2: 1}),
        ("event_end_date", {0: 1, 1: 2, -2: 1, -4: 1}),
        ("gender", {-1: 6, -2: 1}),
        ("event_description", {None: 5}),
    ],
)
def test_what_a_row_holds_is_judged_by_its_list_and_its_bounds(judged, field, expected):
    found = judged(
        f"select validity_code, sum(records) from fct_data_quality__values where recency = 1 and field = '{field}' and status_code > 0 group by all"
    )
    assert dict(found) == expected


def test_other_capitals_and_release_1_can_be_counted_with(judged):
    found = judged(
        "select applicable, usable, valid_values from fct_data_quality__fields where field in ('service_type', 'client_type') order by field"
    )
    assert found == [(7, 6, 5), (2, 2, 1)]


def test_what_says_who_somebody_is_is_never_shown_and_free_text_neither(judged):
    found = judged(
        "select distinct field, submitted_value from fct_data_quality__values where submitted_value is null or submitted_value = 'N/A - PID'"
    )
    shown = {field for field, value in found if value}
    assert shown == {
        "nhs_number", "la_person_unique_identifier", "date_of_birth", "postcode", "event_reference",
        "adult_1_linked_person_id", "adult_2_linked_person_id", "adult_3_linked_person_id",
    }  # fmt: skip
    assert judged("select count(*) from fct_data_quality__values where length(submitted_value) = 64") == [
        (0,)
    ]
    assert judged(
        "select count(submitted_value) from fct_data_quality__values where field = 'event_description'"
    ) == [(0,)]


TEXTS = st.sampled_from(
    [
        None,
        "",
        "Service user",
        "Unpaid carer",
        "CARER KNOWN BY ASSOCIATION",
        "Request",
        "Service",
        "Review",
        "Assessment",
        "zz",
    ]
)


@given(client_type=TEXTS, event_type=TEXTS, assessment_type=TEXTS, review_reason=TEXTS)
def test_every_field_has_one_of_the_four_states_whatever_a_row_holds(**row):
    columns = ", ".join(f"${name}::varchar as {name}" for name in row)
    for each in validity.fields(contracts.load("cld")):
        found = duckdb.execute(f"select {each.status} from (select {columns})", row).fetchone()[0]
        assert found in (2, 1, 0, -1), each.field
