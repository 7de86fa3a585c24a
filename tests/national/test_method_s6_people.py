"""S6: the latest known details of a person (docs/method/people.md)."""

import pytest
from harness import Submission, person_key, run
from method_rows import (
    COMMUNITY,
    LOW_LEVEL,
    NURSING,
    PRISON,
    RESIDENTIAL,
    ST_MAX,
    earlier,
    request,
    service,
    year,
)  # fmt: skip

INVALID = "Invalid and not mapped"
CARE_HOME = "Registered care home"


def people(*submissions, columns: str) -> list[tuple]:
    ran = run(*submissions)
    rows = ran.query(f"select person_key, {columns} from fct_national__people order by all")
    return [tuple(row.values())[1:] for row in rows]


def person(*submissions, column: str):
    """One column of the details of the one person there is."""
    ((value,),) = people(*submissions, columns=column)
    return value


def told(column: str, *values, model: str | None = None):
    """What person details make of values sent on one event a month, the last of them last."""
    rows = [request(f"2025-0{at}-10", **{column: value}) for at, value in enumerate(values, start=5)]
    return person(year(*rows), column=model or column)


def test_an_old_known_value_beats_a_newer_unknown_one():
    assert (
        told("employment_status", "Paid: Hours per week unknown", "Unknown", None)
        == "Paid: Hours per week unknown"
    )


def test_of_known_values_the_latest_end_speaks():
    assert told("accommodation_status", "Refuge", CARE_HOME) == CARE_HOME


def test_the_latest_period_comes_before_the_latest_end():
    """The file of the year ends after the short file inside it, whose event ends later than its own."""
    long = earlier(request("2024-08-01", accommodation_status=CARE_HOME))
    short = Submission(
        [request("2024-09-15", accommodation_status="Refuge")],
        received="2025-05-20 09:00:00",
        covers=("2024-07-01", "2024-09-30"),
    )
    assert person(long, short, column="accommodation_status") == CARE_HOME


@pytest.mark.parametrize("starts", [("2025-04-01", "2025-05-01"), ("2025-05-01", "2025-04-01")])
def test_of_equal_ends_the_later_start_speaks(starts):
    values = ("Refuge", CARE_HOME)
    rows = [
        request(start, "2025-06-01", accommodation_status=value)
        for start, value in zip(starts, values, strict=True)
    ]
    assert person(year(*rows), column="accommodation_status") == values[starts.index("2025-05-01")]


def tied(column: str, *values):
    """Rows that tie on everything: several events of one day."""
    routes = ("Prison", "Self-funder", "Discharge from reablement")
    return [
        request("2025-05-01", request_route_of_access=route, **{column: value})
        for route, value in zip(routes, values, strict=False)
    ]


@pytest.mark.parametrize(
    ("column", "model", "values", "said"),
    [
        ("accommodation_status", None, ("Refuge", CARE_HOME), "Unknown"),
        ("employment_status", None, ("Paid: Hours per week unknown", "Paid: Less than 16 hours a week"), "Unknown"),
        ("gender", "sex", ("Male", "Female"), "Unknown"),
        ("ethnicity", None, ("White: Irish", "White: Roma"), "No data: Undeclared or not known"),
        ("has_unpaid_carer", None, ("Yes", "No"), "Unknown"),
        ("primary_support_reason", "support_reason", ("Learning disability support", "Mental health support"), "Unknown"),
    ],
)  # fmt: skip
def test_records_that_tie_and_disagree_give_no_value(column, model, values, said):
    assert person(year(*tied(column, *values)), column=model or column) == said


def test_records_that_tie_and_agree_give_their_value():
    assert person(year(*tied("gender", "Male", "Male")), column="sex") == "Male"


def test_invalid_employment_stays_a_value():
    assert told("employment_status", "Juggler") == INVALID


def test_invalid_employment_is_not_known():
    assert (
        told("employment_status", "Paid: Hours per week unknown", "Juggler") == "Paid: Hours per week unknown"
    )


@pytest.mark.parametrize(
    ("column", "model"),
    [("accommodation_status", None), ("gender", "sex"), ("has_unpaid_carer", None), ("primary_support_reason", "support_reason")],
)  # fmt: skip
def test_other_invalid_values_become_unknown(column, model):
    assert told(column, "nonsense", model=model) == "Unknown"


def test_the_sex_other_is_known():
    assert told("gender", "Other", "Unknown", model="sex") == "Other"


def test_of_ethnicity_a_refusal_says_more_than_nothing_and_less_than_a_group():
    undeclared, refused = "No data: Undeclared or not known", "No data: Refused"
    assert told("ethnicity", refused, undeclared) == refused
    assert told("ethnicity", "White: Irish", refused) == "White: Irish"
    assert told("ethnicity", "nonsense") == undeclared


def test_only_three_ways_of_funding_are_known():
    funding = "client_funding_status"
    assert told(funding, "Fully client funded", "Unknown", model="funding_status") == "Fully client funded"
    assert told(funding, "Fully Health Funded", model="funding_status") == "Unknown"
    assert told(funding, "nonsense", model="funding_status") == "Unknown"


def test_support_to_an_unpaid_carer_is_a_reason_only_for_want_of_another():
    reason, to_carer = "primary_support_reason", "Social support: Support to unpaid carer"
    assert told(reason, "Mental health support", to_carer, model="support_reason") == "Mental health support"
    assert told(reason, to_carer, model="support_reason") == to_carer


def test_of_equally_new_identifiers_the_one_on_more_events_is_the_latest():
    rows = [request("2025-05-01", nhs_number="9990000018", person=who, request_route_of_access=route)
            for who, route in (("P1", "Prison"), ("P2", "Self-funder"))]  # fmt: skip
    rows += [request("2025-04-10", nhs_number="9990000018", person="P2")]
    found = run(year(*rows)).query(
        "select person_id, person_ids, (select max(person_id_key) from int_national__person_ids where person_id_key in "
        "(select person_id_key from fct_national__events group by all having count(*) > 2)) as oftener from fct_national__people"
    )
    (row,) = found
    assert row["person_id"] == row["oftener"]
    assert len(row["person_ids"].split(", ")) == 2, "all identifiers stand beside it"


# Accommodation from services


def lives(*rows):
    return person(year(*rows), column="accommodation_status")


PLACES = [
    (NURSING, None, "Registered nursing home", 0),
    (RESIDENTIAL, "Shared Lives", CARE_HOME, 0),
    (COMMUNITY, "Shared Lives", "Shared Lives scheme", 1),
    (ST_MAX, "Shared Lives", "Shared Lives scheme", 1),
    (COMMUNITY, "Extra care housing", "Sheltered housing, extra care housing or other sheltered housing", 1),
    (
        COMMUNITY,
        "Community supported living",
        "Supported accommodation, supported lodgings or supported group home",
        1,
    ),
    (COMMUNITY, "Home support or domiciliary care", "Unknown: Presumed at home", 1),
    (COMMUNITY, "Day support", "Unknown: Presumed in community", 0),
    (COMMUNITY, None, "Unknown: Presumed in community", 0),
    (PRISON, None, "Prison, young offenders institution or detention centre", 0),
    (LOW_LEVEL, "Home support or domiciliary care", "Unknown", 0),
    ("Something else", None, "Unknown", 0),
]


def test_a_service_tells_where_somebody_lives_whose_accommodation_is_unknown():
    rows = [
        service(kind, "2025-05-01", service_component=component, person=f"P{at}")
        for at, (kind, component, _, _) in enumerate(PLACES)
    ]
    sql = "select person_key as who, accommodation_status, accommodation_group from fct_national__people"
    found = {row.pop("who"): tuple(row.values()) for row in run(year(*rows)).query(sql)}
    assert found == {
        person_key(f"P{at}"): place for at, (_, _, *place) in enumerate(PLACES) for place in [tuple(place)]
    }


def test_services_speak_only_where_the_status_is_unknown():
    assert lives(service(NURSING, "2025-05-01", accommodation_status="Refuge")) == "Refuge"


def test_services_speak_also_where_records_disagree():
    assert lives(
        *tied("accommodation_status", "Refuge", CARE_HOME), service(NURSING, "2020-01-01", "2025-04-20")
    ) == ("Registered nursing home")


def test_only_the_service_that_ends_last_speaks():
    rows = [service(COMMUNITY, "2025-04-01", "2025-05-01"), service(ST_MAX, "2025-04-01", "2025-06-01")]
    assert lives(*rows) == "Unknown"


def test_of_services_that_end_together_the_most_intensive_speaks():
    rows = [service(kind, "2025-04-01") for kind in (COMMUNITY, NURSING, RESIDENTIAL)]
    assert lives(*rows) == "Registered nursing home"


def test_then_one_whose_component_tells_where():
    """Also if it began earlier, and the later one is the only one left without."""
    rows = [
        service(COMMUNITY, "2025-04-01", service_component="Extra care housing"),
        service(COMMUNITY, "2025-04-02", service_component="Meals"),
    ]
    assert lives(*rows).startswith("Sheltered housing")


def test_then_the_one_begun_last():
    rows = [service(COMMUNITY, "2025-04-01", service_component="Extra care housing"),
            service(COMMUNITY, "2025-04-02", service_component="Shared Lives")]  # fmt: skip
    assert lives(*rows) == "Shared Lives scheme"


def test_two_components_that_tie_cancel_each_other():
    rows = [
        service(COMMUNITY, "2025-04-01", service_component=what)
        for what in ("Shared Lives", "Extra care housing")
    ]
    assert lives(*rows) == "Unknown: Presumed in community"


def test_a_carers_own_service_tells_too():
    assert lives(service(RESIDENTIAL, "2025-05-01", client_type="Unpaid carer")) == CARE_HOME


def test_only_what_is_called_service_tells():
    assert lives(service(RESIDENTIAL, "2025-05-01") | {"event_type": "Services"}) == "Unknown"


# Birth and death


def test_the_newest_submission_with_a_birth_date_gives_it():
    first = earlier(request("2024-05-01", date_of_birth="1940-01-01"))
    assert person(first, year(request("2025-05-01", date_of_birth="1950-01-01")), column="birth_year") == 1950
    assert person(first, year(request("2025-05-01", date_of_birth=None)), column="birth_year") == 1940


def test_within_it_the_earliest_birth_counts():
    rows = [
        request("2025-05-01", date_of_birth="1950-02-01"),
        request("2025-06-01", date_of_birth="1950-03-01"),
    ]
    assert person(year(*rows), column="birth_month") == 2


def test_a_death_is_not_taken_back_by_a_later_blank():
    first = earlier(service(COMMUNITY, "2024-05-01", date_of_death="2025-03-01"))
    assert str(person(first, year(request("2025-05-01")), column="died_on")) == "2025-03-01"


def test_within_the_newest_submission_the_latest_death_counts():
    rows = [
        service(COMMUNITY, f"2025-05-0{at}", date_of_death=day)
        for at, day in ((1, "2026-01-01"), (2, "2025-12-01"))
    ]
    assert str(person(year(*rows), column="died_on")) == "2026-01-01"


def test_the_newest_submission_that_has_a_death_gives_it():
    first = earlier(service(COMMUNITY, "2024-05-01", "2024-06-01", date_of_death="2026-12-01"))
    second = year(service(COMMUNITY, "2025-05-01", date_of_death="2026-02-01"))
    assert str(person(first, second, column="died_on")) == "2026-02-01"


# Unpaid carers


CARER = {"client_type": "Unpaid carer", "person": "carer"}


@pytest.mark.parametrize(
    ("row", "has"),
    [
        (request("2025-05-01", adult_1_linked_person_id="P1", **CARER), "Yes"),
        (request("2025-05-01", adult_3_linked_person_id="P1", **CARER), "Yes"),
        (request("2025-05-01", adult_1_linked_person_id="P9", **CARER), "No"),
        (request("2025-05-01", adult_1_linked_person_id="P1", person="carer"), "No"),
        (request("2024-05-01", adult_1_linked_person_id="P1", **CARER), "No"),
        (service(None, "2024-05-01", adult_2_linked_person_id="P1", **CARER), "Yes"),
    ],
    ids=["first", "third", "somebody else", "no carer", "before the period", "open from before"],
)  # fmt: skip
def test_who_is_named_by_an_unpaid_carer_active_in_the_period_has_one(row, has):
    own = request("2025-06-01", has_unpaid_carer="No")
    if row["event_start_date"] == "2024-05-01" and row["event_end_date"]:
        found = people(earlier(row), year(own), columns="has_unpaid_carer")
    else:
        found = people(year(own, row), columns="has_unpaid_carer")
    assert (has,) in found and len(found) == 2


def test_details_come_from_all_the_years_held():
    first = earlier(request("2024-05-01", ethnicity="White: Roma"))
    assert person(first, year(request("2025-05-01")), column="ethnicity") == "White: Roma"


def test_an_identifier_on_a_record_that_was_not_kept_is_lost():
    rows = [request("2025-05-01", nhs_number="9990000018", person=who) for who in ("P1", "P2")]
    assert len(person(year(*rows), column="person_ids").split(", ")) == 1


def test_a_person_seen_by_two_councils_is_two_with_what_each_knows():
    older = request("2025-05-01", nhs_number="9990000018", ethnicity="White: Roma")
    newer = request("2025-06-01", nhs_number="9990000018", ethnicity="Asian or Asian British: Indian")
    found = people(year(older), year(newer, council="991"), columns="la_code, ethnicity")
    assert found == [("990", "White: Roma"), ("991", "Asian or Asian British: Indian")]
