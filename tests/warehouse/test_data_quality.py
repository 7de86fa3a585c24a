"""The data quality values: what each row must hold follows from its event and client, and every row counts everywhere."""

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
SERVICE_USER = {"client_type": "Service user"}
ROWS = [
    SERVICE_USER | {"event_type": "Service", "service_type": "Long term support: Community", "event_end_date_state": "blank"},
    SERVICE_USER | {"event_type": "SERVICE", "service_type": "LONG TERM SUPPORT: COMMUNITY", "event_end_date_state": "blank"},
    SERVICE_USER | {"event_type": "Request", "event_end_date_state": "blank", "nhs_number": "a" * 64, "nhs_number_state": "valid"},
    {"client_type": "Unpaid carer", "event_type": "Review", "review_reason": "Planned", "event_end_date_state": "invalid", "unit_cost_state": "blank"},
    {"client_type": "Carer known by association", "event_end_date_state": "blank"},
    SERVICE_USER | {"event_end_date_state": "valid", "event_end_date": "2026-01-31", "event_start_date": "2026-02-01", "gender": "Mail"},
    {"client_type": "Nobody", "event_type": "Request", "event_end_date_state": "blank"},
]  # fmt: skip


@pytest.fixture(scope="module")
def judged(built):
    """A query of the marts that ROWS make."""
    load = {"load_id": "a", "delivery_id": "d-a", "la_code": "991", "received_at": "2026-04-20 09:00:00"}
    rows = [{"load_id": "a", "_line": line, "la_code": "991"} | row for line, row in enumerate(ROWS)]
    load |= {"extract": "cld", "status": "loaded", "withdrawn": False}
    made = built("+fct_data_quality__fields", [load], rows)
    return made.query


def test_the_fields_are_the_national_ones_in_their_modules():
    found = validity.fields(contracts.load("cld"))
    counted = {module: sum(each.module == module for each in found) for module in MODULES}
    assert len(found) == 46 and counted == MODULES


def test_every_row_counts_once_in_every_field(judged):
    found = judged("select field, sum(records) from fct_data_quality__values group by all")
    assert len(found) == 46 and {records for _, records in found} == {len(ROWS)}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        # status: 2 mandatory, 1 applicable, 0 not applicable, -1 undetermined; how many rows of each
        ("la_code", {2: 7}),
        ("event_type", {2: 5, 0: 1, -1: 1}),  # none for a carer known by association; nobody knows of Nobody
        ("service_type", {2: 2, 0: 4, -1: 1}),  # the service user without an event cannot be told
        ("request_route_of_access", {2: 2, 0: 4, -1: 1}),
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
        f"select status_code, sum(records) from fct_data_quality__values where field = '{field}' group by all"
    )
    assert dict(found) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        # validity of the rows to which the field applies, with how many rows
        ("service_type", {1: 1, -2: 1}),  # capitals are a fault nationally, and counted with all the same
        ("client_type", {1: 5, -7: 1, -2: 1}),
        ("event_end_date", {0: 2, -1: 1, -2: 1, -4: 1}),
        ("gender", {-1: 6, -2: 1}),
        ("event_description", {None: 5}),
    ],
)
def test_what_a_row_holds_is_judged_by_its_list_and_its_bounds(judged, field, expected):
    found = judged(
        f"select validity_code, sum(records) from fct_data_quality__values where field = '{field}' and status_code > 0 group by all"
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
