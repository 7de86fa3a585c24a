"""What the next version of the national method switches (docs/method/versions.md): each switch by rows that tell."""

import pytest
from harness import Row, Submission, models, run
from method_rows import COMMUNITY, NURSING, RESIDENTIAL, SELF_FUNDED, event, request, service

from goldenthread import methods

NOW, NEXT = "", "2026-27Q1"
BOTH = (NOW, NEXT)
LONG_TERM = "Long term residential care"
HOME_SUPPORT = ("Home Support", "Home support or domiciliary care")  # in Release 1, in Release 2
RESIDENTS = [("990", "18 to 64", 1000), ("990", "65 and above", 2000)]


def whole_year(*rows: Row, **more) -> Submission:
    """The file of the year to March 2026, in which ten of each type end in every month; they name nobody."""
    months = [f"{2025 + (at > 8)}-{(at + 3) % 12 + 1:02}-15" for at in range(12)]
    shown = [
        event(kind, day, day, person=None)
        for day in months
        for kind in ("Request", "Assessment", "Service")
        for _ in range(10)
    ]
    return Submission([*rows, *shown], **more)


def joined(version: str, *rows: Row, columns: str = "*") -> list[tuple]:
    """Events of the joined table, by a version."""
    ran = run(whole_year(*rows), version=version)
    found = ran.query(f"select {columns} from fct_national__events where table_name = 'joined' order by all")
    return [tuple(row.values()) for row in found]


def stay(start, end=None, **more):
    return service(more.pop("kind", RESIDENTIAL), start, end, **{"service_component": LONG_TERM, **more})


def admitted(version: str, *rows: Row) -> int:
    """People of 65 and above newly admitted to care homes, by a version."""
    ran = run(whole_year(*rows), residents=RESIDENTS, version=version)
    (figure,) = [row["Numerator"] for row in ran.table("ascof") if row["Measure"] == "ASCOF 2C"]
    cases = "select count(*) as cases from fct_national__cases where metric_id = 'ascof__2c' and in_numerator"
    assert ran.query(cases) == [{"cases": figure}], "the cases do not add up to the figure"
    return figure


def test_the_version_in_force_is_that_of_the_pages_and_one_alone_is():
    assert methods.named().title == "DHSC Q4 2025-26"
    assert [each.version for each in methods.versions().values() if each.is_in_force] == ["2025-26Q4"]
    with pytest.raises(methods.UnknownVersion, match="2026-27Q1"):
        methods.named("2026")


def test_a_version_changes_the_models_that_its_switches_stand_in_and_no_other():
    """A reference lost in a branch that is not taken would show as a model that reads less."""
    other = [name for name in models(NOW) if models(NOW)[name] != models(NEXT)[name]]
    assert sorted(other) == [
        "fct_national__2b_2c_people",
        "fct_national__cases",
        "int_national__block_winners",
        "int_national__care_stays",
        "int_national__cleaned_records",
        "int_national__client_events",
        "int_national__records",
        "int_national__submissions",
    ]
    assert "stg_cld__as_sent" in models(NEXT)["int_national__records"]["reads"]


@pytest.mark.parametrize(("version", "period"), [(NOW, "2026-03"), (NEXT, "2026-02")])
def test_the_period_is_derived_as_the_version_says(version, period):
    """Nine services end in March 2026: enough for the first derivation, one too few for the second."""
    file = whole_year()
    nine = [
        row for row in file.rows if row["event_end_date"] != "2026-03-15" or row["event_type"] != "Service"
    ]
    nine += [event("Service", "2026-03-15", "2026-03-15", person=None)] * 9
    (row,) = run(Submission(nine, covers=None), version=version).table("submission_periods")
    assert f"{row['Der_Reporting_Period_End_Date']:%Y-%m}" == period


@pytest.mark.parametrize(("version", "events"), [(NOW, 2), (NEXT, 1)])
def test_a_service_under_its_old_and_its_new_name_is_one_event_once_cleaned_values_tell(version, events):
    rows = [service(COMMUNITY, "2025-05-01", service_component=name) for name in HOME_SUPPORT]
    assert len(joined(version, *rows)) == events


@pytest.mark.parametrize(("version", "events"), [(NOW, 2), (NEXT, 1)])
def test_cleaned_values_tell_client_types_and_routes_apart_too(version, events):
    rows = [request("2025-05-01", client_type=name) for name in ("Carer", "Unpaid carer")]
    assert len(joined(version, *rows)) == events


@pytest.mark.parametrize("version", BOTH)
def test_other_services_stay_other_events(version):
    rows = [
        service(COMMUNITY, "2025-05-01", service_component=name) for name in ("Day Support", HOME_SUPPORT[1])
    ]
    assert len(joined(version, *rows)) == 2


@pytest.mark.parametrize(
    ("version", "kind"), [(NOW, ("Services", True)), (NEXT, ("Invalid and not mapped", False))]
)
def test_an_event_type_in_no_list_is_kept_as_sent_or_mapped_like_any_value(version, kind):
    row = service(COMMUNITY, "2025-05-01") | {"event_type": "Services"}
    assert joined(version, row, columns="event_type, is_service") == [kind]


@pytest.mark.parametrize(("version", "sex"), [(NOW, "Invalid and not mapped"), (NEXT, None)])
@pytest.mark.parametrize("text", ["NULL", "null"])
def test_the_text_null_is_an_invalid_value_or_a_blank(version, sex, text):
    assert joined(version, request("2025-05-01", gender=text), columns="sex") == [(sex,)]


@pytest.mark.parametrize("version", BOTH)
def test_another_invalid_text_and_a_blank_are_what_they_were(version):
    rows = [request("2025-05-01", gender="NULLS"), request("2025-05-02", gender=None)]
    assert joined(version, *rows, columns="sex") == [("Invalid and not mapped",), (None,)]


@pytest.mark.parametrize(("version", "events"), [(NOW, 2), (NEXT, 1)])
def test_a_blank_route_and_the_text_null_are_one_event_once_null_is_a_blank(version, events):
    rows = [request("2025-05-01", request_route_of_access=text) for text in ("NULL", None)]
    assert len(joined(version, *rows)) == events


@pytest.mark.parametrize("version", BOTH)
def test_a_persons_own_identifier_may_be_the_text_null(version):
    assert len(joined(version, request("2025-05-01", person="NULL"))) == 1


@pytest.mark.parametrize(("version", "carer"), [(NOW, "Yes"), (NEXT, None)])
def test_whom_a_carer_is_linked_to_is_nobody_once_null_is_a_blank(version, carer):
    """A carer's row that names the adult NULL makes whoever has that identifier somebody with a carer."""
    rows = [
        request("2025-05-01", person="NULL"),
        request("2025-05-01", person="C", client_type="Unpaid carer", adult_1_linked_person_id="NULL"),
    ]
    people = run(whole_year(*rows), version=version).query(
        "select has_unpaid_carer from fct_national__people where person_id = 'null'"
    )
    assert [row["has_unpaid_carer"] for row in people] == ["Yes" if carer else "Unknown"]


@pytest.mark.parametrize(("version", "people"), [(NOW, 0), (NEXT, 1)])
def test_a_self_funded_stay_makes_a_later_one_old_or_is_no_stay_at_all(version, people):
    rows = [stay("2025-05-01", "2025-06-30", event_outcome=SELF_FUNDED), stay("2025-07-01")]
    assert admitted(version, *rows) == people


@pytest.mark.parametrize("version", BOTH)
def test_an_earlier_stay_that_was_not_self_funded_makes_a_later_one_old_in_both(version):
    assert admitted(version, stay("2025-03-01", "2025-06-30"), stay("2025-07-01")) == 0
    assert admitted(version, stay("2025-07-01", event_outcome=SELF_FUNDED)) == 0


@pytest.mark.parametrize(("version", "people"), [(NOW, 1), (NEXT, 2)])
def test_who_has_two_of_the_councils_identifiers_counts_once_or_twice(version, people):
    number = {"nhs_number": "9990000018"}
    rows = [
        stay("2025-05-01", person="A", **number),
        stay("2025-05-01", person="B", kind=NURSING, service_component="Long term nursing care", **number),
    ]
    assert admitted(version, *rows) == people


@pytest.mark.parametrize("version", BOTH)
def test_who_has_one_identifier_counts_once_in_both(version):
    rows = [stay("2025-05-01"), stay("2025-05-01", kind=NURSING, service_component="Long term nursing care")]
    assert admitted(version, *rows) == 1


@pytest.mark.parametrize(("version", "used"), [(NOW, True), (NEXT, False)])
def test_files_are_passed_over_that_the_version_names(version, used):
    ran = run(whole_year(received="2026-07-20 15:16:26.550"), version=version)
    assert bool(ran.query("select * from int_national__submissions")) == used
