"""S9: ASCOF 2D, from hospital into reablement (docs/method/ascof-2d.md). Its period is 2025."""

import pytest
from harness import run
from method_rows import COMMUNITY, NURSING, PRISON, RESIDENTIAL, request, service, st_max, year
from method_rows import earlier as earlier_file

NUMBER = "9990000018"
NO_SUPPORT, AT_HOME = "Those not in any LTS", "Those in LT community support"


def reablement(start="2025-06-10", end="2025-07-01", **more):
    return st_max(start, end, **{"nhs_number": NUMBER, **more})


def discharge(out="2025-06-09", admitted="2025-06-01", **more):
    return {"patient": NUMBER, "admitted_on": admitted, "discharged_on": out, **more}


def run_2d(rows, stays, before=()):
    files = ([earlier_file(*before)] if before else []) + [year(*rows)]
    return run(*files, hospital=stays)


def part_1(rows, stays, client="Total", before=()) -> tuple[int, int] | None:
    """Episodes that went well, and episodes; None when nobody is in such a cell."""
    found = [
        row
        for row in run_2d(rows, stays, before).table("ascof_2d_part1")
        if row["Client_Type"] == client and row["Denominator"]
    ]
    return (found[0]["Numerator"], found[0]["Denominator"]) if found else None


def part_2(rows, stays, client="Total") -> tuple[int, int] | None:
    """Episodes and discharges."""
    found = [row for row in run_2d(rows, stays).table("ascof_2d_part2") if row["Client_Type"] == client]
    return (found[0]["Reablement_Count"], found[0]["Discharges"]) if found else None


ONE = [reablement()]


def test_reablement_after_a_discharge_is_an_episode():
    assert part_1(ONE, [discharge()]) == (1, 1)
    assert part_2(ONE, [discharge()]) == (1, 1)


def test_the_component_must_be_reablement():
    assert part_1([reablement(service_component="Meals")], [discharge()]) is None


@pytest.mark.parametrize(("out", "cells"), [("2024-12-31", None), ("2025-01-02", (1, 1)), ("2025-12-31", (1, 1)), ("2026-01-01", None)])  # fmt: skip
def test_the_period_is_three_months_earlier_than_that_of_the_other_measures(out, cells):
    rows = [reablement(out, "2026-02-01")]
    assert part_1(rows, [discharge(out, "2024-12-01")]) == cells


UNFIT = {
    "admission_method": ("31", "32", "82", "83", None),
    "discharge_method": ("4", "5", None),
    "discharge_destination": ("49", "50", "51", "52", "79", "87", "88", None),
    "treatment_function": ("199", "501", "920", "650", "700", None),
    "is_last_episode": (False,),
    "patient": (None,),
    "birth_month_on": (None,),
}


@pytest.mark.parametrize("field", UNFIT)
def test_a_record_that_does_not_fit_or_lacks_a_code_is_no_discharge(field):
    bad = [discharge("2025-08-09", "2025-08-01", **{field: value}) for value in UNFIT[field]]
    assert part_2(ONE, [discharge(), *bad]) == (1, 1)


def test_a_stay_of_no_night_is_no_discharge():
    assert part_2(ONE, [discharge(), discharge("2025-08-01", "2025-08-01")]) == (1, 1)


def test_an_admission_before_april_2023_is_no_discharge():
    assert part_2(ONE, [discharge(), discharge("2025-08-01", "2023-03-31")]) == (1, 1)


@pytest.mark.parametrize(("born", "discharges"), [("1960-08-01", 1), ("1960-07-01", 2)])
def test_discharges_are_of_people_of_65_and_over(born, discharges):
    """On 1 August 2025, days over 365.25: who was born in August 1960 is a day short of 65."""
    assert (
        part_2(ONE, [discharge(), discharge("2025-08-01", "2025-07-20", birth_month_on=born)])[1]
        == discharges
    )


def in_support(kind, start="2025-05-01", end="2025-06-05"):
    return service(kind, start, end, nhs_number=NUMBER)


@pytest.mark.parametrize("kind", [NURSING, RESIDENTIAL, PRISON])
def test_who_came_from_a_care_home_or_prison_is_left_out(kind):
    assert part_1([*ONE, in_support(kind)], [discharge()]) is None


@pytest.mark.parametrize(("end", "is_left_out"), [("2025-06-01", True), ("2025-05-31", False)])
def test_the_day_of_admission_decides_and_counts(end, is_left_out):
    assert (part_1([*ONE, in_support(NURSING, end=end)], [discharge()]) is None) is is_left_out


def test_support_of_any_council_counts():
    """Of two councils' files no discharges are placed without a lookup of areas: so one file carries both codes."""
    assert part_1([*ONE, in_support(NURSING)], [discharge()]) is None
    assert part_1([*ONE, in_support(NURSING) | {"la_code": "991"}], [discharge()]) is None


def test_who_had_support_in_the_community_at_admission_is_told_apart():
    rows = [*ONE, in_support(COMMUNITY)]
    assert part_1(rows, [discharge()], AT_HOME) == (1, 1)
    assert part_1(ONE, [discharge()], NO_SUPPORT) == (1, 1)
    assert part_1(ONE, [discharge()], AT_HOME) is None


@pytest.mark.parametrize(("out", "links"), [("2025-06-03", True), ("2025-06-02", False), ("2025-06-13", True), ("2025-06-14", False)])  # fmt: skip
def test_a_discharge_from_seven_days_before_to_three_after_the_start_is_followed(out, links):
    assert (part_1(ONE, [discharge(out, "2025-05-20")]) is not None) is links


def test_the_admission_may_not_come_after_the_start():
    assert part_1(ONE, [discharge("2025-06-12", "2025-06-11")]) is None


def test_the_latest_of_several_discharges_is_followed():
    """Only the later is within twelve weeks of the readmission."""
    stays = [discharge("2025-06-04", "2025-06-01"), discharge("2025-06-09", "2025-06-05")]
    stays += [discharge("2025-09-10", "2025-09-01", treatment_function="700")]
    assert part_1(ONE, stays[:1] + stays[2:]) == (1, 1), "89 days after the first"
    assert part_1(ONE, stays) == (0, 1), "84 days after the second"


def test_two_discharges_of_one_day_are_both_followed_and_the_episode_counts_once():
    """The second was admitted after the start: the test of the admission is not made again."""
    stays = [discharge("2025-06-12", "2025-06-01"), discharge("2025-06-12", "2025-06-11", sex="Male")]
    assert part_1(ONE, stays) == (1, 1)
    slices = {row["Slice"]: row["Denominator"] for row in run_2d(ONE, stays).table("ascof_2d_part1_demographics")
              if row["Client_Type"] == "Total"}  # fmt: skip
    assert (slices["Total"], slices["Male"], slices["Female"]) == (1, 1, 1)


def test_in_the_overlaps_such_an_episode_counts_twice():
    rows = [*ONE, request("2025-05-01", date_of_death="2025-07-20", nhs_number=NUMBER)]
    stays = [discharge("2025-06-12", "2025-06-01"), discharge("2025-06-12", "2025-06-11", sex="Male")]
    (total,) = [row for row in run_2d(rows, stays).table("ascof_2d_venn") if row["Client_Type"] == "Total"]
    assert (total["Total_Death"], total["Death_Only"]) == (2, 2)


def test_one_discharge_may_be_followed_twice():
    rows = [reablement("2025-06-10", "2025-06-10"), reablement("2025-06-02", "2025-06-02")]
    assert part_1(rows, [discharge("2025-06-05", "2025-06-01")]) == (2, 2)


# What went wrong within twelve weeks


@pytest.mark.parametrize(
    ("admitted", "well"),
    [("2025-06-10", 1), ("2025-06-11", 0), ("2025-09-01", 0), ("2025-09-02", 1)],
    ids=["on the day of the start", "the day after", "84 days after", "85 days after"],
)  # fmt: skip
def test_a_readmission_within_eighty_four_days_is_a_setback(admitted, well):
    again = discharge("2025-09-20", admitted, treatment_function="700")
    assert part_1(ONE, [discharge(), again]) == (well, 1)


@pytest.mark.parametrize(
    ("field", "value"), [("management_type", "EL"), ("discharge_method", "5"), ("discharge_method", None), ("is_last_episode", False)]
)  # fmt: skip
def test_only_an_unplanned_stay_that_ended_is_a_readmission(field, value):
    again = discharge("2025-06-30", "2025-06-20", **{"treatment_function": "700", field: value})
    assert part_1(ONE, [discharge(), again]) == (1, 1)


@pytest.mark.parametrize(
    "also", [{"management_type": "em"}, {"episode_id": None}], ids=["small letters", "no key of its own"]
)
def test_a_readmission_is_one_in_whatever_capitals_and_without_a_key_of_the_record(also):
    again = discharge("2025-06-30", "2025-06-20", treatment_function="700", **also)
    assert part_1(ONE, [discharge(), again]) == (0, 1)


def test_a_readmission_on_the_day_of_the_discharge_is_none():
    late = discharge("2025-06-30", "2025-06-12", treatment_function="700")
    assert part_1(ONE, [discharge("2025-06-12"), late]) == (1, 1)


@pytest.mark.parametrize(
    ("dies", "well"), [("2025-06-08", None), ("2025-06-09", 0), ("2025-09-01", 0), ("2025-09-02", 1)]
)
def test_a_death_within_eighty_four_days_of_the_discharge_is_a_setback(dies, well):
    row = request("2025-05-01", date_of_death=dies, nhs_number=NUMBER)
    expected = (1 if well is None else well, 1)  # one before the discharge is no setback of it
    assert part_1([*ONE, row], [discharge()]) == expected


@pytest.mark.parametrize(
    ("start", "well"), [("2025-06-08", 1), ("2025-06-09", 0), ("2025-09-01", 0), ("2025-09-02", 1)]
)
def test_a_care_home_within_eighty_four_days_is_a_setback(start, well):
    assert part_1([*ONE, in_support(RESIDENTIAL, start, "2025-12-01")], [discharge()]) == (well, 1)


def test_community_support_is_no_setback():
    assert part_1([*ONE, in_support(COMMUNITY, "2025-06-20", "2025-12-01")], [discharge()]) == (1, 1)


def test_a_cell_without_anybody_is_empty_and_not_nought():
    cells = [
        row
        for row in run_2d(ONE, [discharge()]).table("ascof_2d_part1_demographics")
        if row["Slice"] == "Male"
    ]
    assert {(row["Numerator"], row["Denominator"], row["Outcome_Percent"]) for row in cells} == {
        (None, None, None)
    }


TABLES = ("ascof_2d_part1", "ascof_2d_part2", "ascof_2d_venn")


def test_the_tables_list_the_client_types_that_episodes_have_and_all_together():
    rows = [*ONE, in_support(COMMUNITY)]
    other = discharge("2025-08-01", "2025-07-20")  # of nobody's episode, and of no support
    for name in TABLES:
        listed = {row["Client_Type"] for row in run_2d(rows, [discharge(), other]).table(name)}
        assert listed == {AT_HOME, "Total"}, name


def test_all_together_stand_in_the_tables_when_no_discharge_was_followed_by_an_episode():
    ran = run_2d([in_support(COMMUNITY)], [discharge()])
    (first,), (second,), (overlaps,) = (ran.table(name) for name in TABLES)
    assert (first["Client_Type"], first["Numerator"], first["Denominator"]) == ("Total", None, None)
    assert (second["Client_Type"], second["Reablement_Count"], second["Discharges"]) == ("Total", None, 1)
    assert overlaps["Client_Type"] == "Total"
    assert len(ran.table("ascof_2d_part1_demographics")) == 6


def test_in_the_overlaps_a_council_without_anybody_has_noughts():
    """In Part 1 it has empty cells."""
    files = [year(*ONE), year(request("2025-05-01"), council="991")]
    places = [("E01000001", "Council 990")]
    ran = run(*files, hospital=[discharge(lsoa_2011="E01000001")], places=places)
    counts = {row["Area"]: row for row in ran.table("ascof_2d_part1") if row["Client_Type"] == NO_SUPPORT}
    assert [counts[area]["Denominator"] for area in ("Council 990", "Council 991")] == [1, None]
    overlaps = ran.table("ascof_2d_venn")
    assert {(row["Area"], row["Client_Type"]) for row in overlaps} == {
        (area, client) for area in counts for client in (NO_SUPPORT, "Total")
    }
    assert {
        value for row in overlaps for name, value in row.items() if "_Only" in name or "Total_" in name
    } == {0}


@pytest.mark.parametrize("home", ["Council 990", "COUNCIL 990 "])
def test_the_name_of_the_home_area_is_compared_without_regard_to_case(home):
    ran = run(year(*ONE), hospital=[discharge(lsoa_2011="E01000001")], places=[("E01000001", home)])
    assert [row["Discharges"] for row in ran.table("ascof_2d_part2") if row["Client_Type"] == "Total"] == [1]


def test_part_2_counts_discharges_and_not_people():
    assert part_2(ONE, [discharge(), discharge("2025-08-09", "2025-08-01")]) == (1, 2)


def test_episodes_over_discharges_can_exceed_the_whole():
    rows = [reablement("2025-06-10", "2025-06-10"), reablement("2025-06-02", "2025-06-02")]
    stays = [discharge("2025-06-05", "2025-06-01")]
    (total,) = [row for row in run_2d(rows, stays).table("ascof_2d_part2") if row["Client_Type"] == "Total"]
    assert (total["Reablement_Count"], total["Discharges"], float(total["Outcome_Percent"])) == (2, 1, 200)


def test_without_an_nhs_number_nobody_is_followed():
    assert part_1([st_max("2025-06-10", "2025-07-01", person=NUMBER)], [discharge()]) is None
