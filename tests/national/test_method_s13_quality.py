"""S13: the data quality values (docs/method/data-quality.md)."""

import pytest
from harness import run
from method_rows import COMMUNITY, request, service, year

STATUS = {2: "Mandatory", 1: "Applicable but not mandatory", 0: "Not applicable", -1: "Undetermined"}


def told(*rows, field, columns="field_status, field_validity, submitted_value"):
    """What the values say of a field, once for each record."""
    found = run(year(*rows)).query(
        f"select {columns}, records from fct_data_quality__values where field = '{field}' order by all"
    )
    return [tuple(row.values())[:-1] for row in found for _ in range(row["records"])]


def test_each_event_counts_once_by_the_record_that_is_kept():
    rows = [request("2025-05-01", gender=gender) for gender in ("Male", "Female")]
    assert told(*rows, field="gender", columns="submitted_value") == [("Female",)]


def test_what_has_no_place_in_the_twelve_months_or_names_nobody_counts_for_nothing():
    rows = [request("2025-05-01"), request("2025-03-31"), request("2025-05-02", person=None)]
    assert len(told(*rows, field="gender")) == 1


def test_each_cost_line_of_a_service_is_a_record():
    rows = [service(COMMUNITY, "2025-05-01", unit_cost=cost) for cost in ("10", "20")]
    assert len(told(*rows, field="service_type")) == 2


def test_a_record_without_a_council_code_counts_for_nothing():
    rows = [request("2025-05-01", nhs_number=f"999000001{at}", la_code=code) for at, code in ((0, None), (1, "990"))]  # fmt: skip
    assert told(*rows, field="la_code", columns="submitted_value") == [("990",)]


def test_a_value_is_told_as_it_was_sent_and_not_as_it_is_counted():
    row = service("Long Term Support: Community", "2025-05-01", "2025-09-01", date_of_death="2025-08-01")
    (found,) = told(row, field="service_type", columns="submitted_value")
    assert found == ("Long Term Support: Community",), "not the Release 2 value"
    (found,) = told(row, field="event_end_date", columns="submitted_value")
    assert found == ("2025-09-01",), "not cut short by the death"


def test_a_text_of_release_1_is_called_so_and_one_in_other_capitals_is_invalid():
    sent = ["Service user", "Carer", "SERVICE USER"]
    rows = [request("2025-05-01", person=f"P{at}", client_type=text) for at, text in enumerate(sent)]
    assert dict(told(*rows, field="client_type", columns="submitted_value, field_validity")) == {
        "Service user": "Passed: Valid",
        "Carer": "Failed: Release 1",
        "SERVICE USER": "Failed: Invalid",
    }


def test_a_blank_fails_where_the_field_is_mandatory_alone():
    row = request("2025-05-01", gender=None)
    assert told(row, field="gender") == [(STATUS[2], "Failed: Blank (Mandatory)", None)]
    assert told(row, field="gp_practice_code") == [(STATUS[1], "Passed: Blank (Not Mandatory)", None)]


def test_a_record_whose_event_type_nobody_knows_is_undetermined():
    rows = [request("2025-05-01", event_type="Reveiw", service_type=COMMUNITY)]
    assert told(*rows, field="service_type", columns="field_status") == [(STATUS[-1],)]


def test_every_record_counts_in_every_module_and_what_does_not_apply_in_no_rate():
    ran = run(year(request("2025-05-01"), service(COMMUNITY, "2025-05-01")))
    values = ran.query("select field, sum(records) as records from fct_data_quality__values group by all")
    assert {row["records"] for row in values} == {2}, "the request is in each field of services too"
    (row,) = ran.query(
        "select records, not_applicable, applicable, valid_values from fct_data_quality__fields where field = 'service_type'"
    )
    assert tuple(row.values()) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nhs_number", "9990000018"),
        ("la_person_unique_identifier", "P1"),
        ("date_of_birth", "1950-01-01"),
        ("postcode", "ZZ77 7ZQ"),
        ("adult_1_linked_person_id", "P2"),
        ("adult_2_linked_person_id", "P2"),
        ("adult_3_linked_person_id", "P2"),
    ],
)
def test_what_says_who_somebody_is_is_never_told(field, value):
    row = request("2025-05-01", **{field: value})
    assert told(row, field=field, columns="submitted_value") == [("N/A - PID",)]


def test_the_description_of_an_event_is_never_told():
    row = request("2025-05-01", event_description="A visit")
    assert told(row, field="event_description", columns="submitted_value") == [(None,)]
