"""S11: ASCOF 3D, self-directed support and direct payments (docs/method/ascof-3d.md)."""

import pytest
from harness import person_key, run
from method_rows import (
    ADVICE,
    COMMUNITY,
    FOR_CARED_FOR,
    LOW_LEVEL,
    NURSING,
    PRISON,
    RESIDENTIAL,
    TO_CARER,
    assessment,
    earlier,
    request,
    review,
    service,
    year,
)  # fmt: skip

DIRECT, BUDGET, COMMISSIONED = "Direct payment", "CASSR managed personal budget", "CASSR commissioned support"
CLIENTS, CARERS = "ASCOF 3D (Clients)", "ASCOF 3D (Carers)"


def cells(measure, *rows, before=(), group="Total") -> dict[str, tuple[int, int]]:
    """Part to numerator and denominator."""
    files = ([earlier(*before)] if before else []) + [year(*rows)]
    return {
        row["Part"]: (row["Numerator"], row["Denominator"])
        for row in run(*files).table("ascof")
        if row["Measure"] == measure and row["Group"] == group
    }


def clients(*rows, **more):
    return cells(CLIENTS, *rows, **more)


def carers(*rows, **more):
    return cells(CARERS, *rows, **more)


def support(start="2025-05-01", end=None, kind=COMMUNITY, **more):
    return service(kind, start, end, **{"delivery_mechanism": COMMISSIONED, **more})


@pytest.mark.parametrize(
    ("mechanism", "self_directed", "direct"),
    [(DIRECT, 1, 1), (BUDGET, 1, 0), (COMMISSIONED, 0, 0), (None, 0, 0)],
)
def test_1a_counts_self_directed_support_and_2a_direct_payments(mechanism, self_directed, direct):
    assert clients(support(delivery_mechanism=mechanism)) == {"1a": (self_directed, 1), "2a": (direct, 1)}


@pytest.mark.parametrize(("end", "number"), [("2026-03-30", 0), ("2026-03-31", 1), ("2026-05-01", 1)])
def test_clients_are_those_with_support_on_the_last_day_which_counts_as_open(end, number):
    assert len(clients(support(end=end))) == 2 * number


def test_the_type_of_the_event_is_not_asked_of_clients():
    assert clients(support(end="2026-03-31") | {"event_type": "Review"}).get("1a") == (0, 1)


def test_only_long_term_support_of_service_users_counts():
    assert clients(support(kind=LOW_LEVEL)) == {}
    assert clients(support(client_type="Unpaid carer")) == {}


@pytest.mark.parametrize(("dies", "number"), [("2026-03-30", 0), ("2026-03-31", 1)])
def test_who_died_before_the_last_day_is_left_out(dies, number):
    dead = request("2025-05-01", date_of_death=dies)
    assert len(clients(support(end="2026-03-31"), dead)) == 2 * number


def test_a_direct_payment_as_component_comes_before_the_mechanism():
    assert clients(support(service_component=DIRECT)).get("2a") == (1, 1)


@pytest.mark.parametrize("kind", [NURSING, RESIDENTIAL])
def test_who_is_also_in_a_care_home_is_out(kind):
    assert clients(support(), support(kind=kind)) == {}


def test_a_direct_payment_in_a_care_home_or_prison_does_not_count():
    for kind in (RESIDENTIAL, PRISON):
        assert clients(support(kind=kind, delivery_mechanism=DIRECT)) == {}


def test_community_support_comes_before_prison():
    assert clients(support(), support(kind=PRISON, delivery_mechanism=BUDGET)).get("1a") == (0, 1)


def test_each_is_counted_under_the_support_that_they_direct_most():
    rows = [support(delivery_mechanism=how, service_component=what) for how, what in
            ((COMMISSIONED, "Meals"), (BUDGET, "Transport"), (DIRECT, "Day support"))]  # fmt: skip
    assert clients(*rows) == {"1a": (1, 1), "2a": (1, 1)}
    assert clients(*rows[:2]) == {"1a": (1, 1), "2a": (0, 1)}


def test_unknown_mechanisms_are_in_the_denominator_and_told():
    ran = run(year(support(delivery_mechanism="Cash")))
    told = {row["Measure"]: row["Count"] for row in ran.table("ascof_unclassified")}
    assert told[CLIENTS] == 1
    assert clients(support(delivery_mechanism="Cash")).get("1a") == (0, 1)


def test_the_age_is_that_on_the_last_day():
    row = support(date_of_birth="1961-03-01")  # 65 by the calendar; 23741 days on 1 March 2026
    assert clients(row, group="65 and above").get("1a") == (0, 1)
    assert clients(support(date_of_birth="2008-01-01"), group="18 to 64").get("1a") == (0, 1)
    assert clients(support(date_of_birth="2008-06-01")) == {}


def test_unknown_ages_are_in_the_total_alone():
    row = support(date_of_birth=None)
    assert clients(row).get("1a") == (0, 1)
    assert clients(row, group="Unknown") == {}


# Carers


def carer(row, **more):
    return {**row, "client_type": "Unpaid carer", **more}


def direct(mechanism, component="Carer support", **more):
    return carer(
        service(TO_CARER, "2025-05-01", **more), delivery_mechanism=mechanism, service_component=component
    )


@pytest.mark.parametrize(
    ("mechanism", "cell"),
    [
        (DIRECT, {"1b": (1, 1), "2b": (1, 1)}), (BUDGET, {"1b": (1, 1), "2b": (0, 1)}),
        (COMMISSIONED, {"1b": (0, 1), "2b": (0, 1)}), ("Cash", {}), (None, {}),
    ],
)  # fmt: skip
def test_1b_counts_personal_budgets_and_2b_direct_payments(mechanism, cell):
    assert carers(direct(mechanism)) == cell


def test_a_carers_direct_payment_may_stand_in_the_component():
    assert carers(direct(COMMISSIONED, DIRECT)).get("2b") == (1, 1)


@pytest.mark.parametrize(
    ("mechanism", "cell"), [(BUDGET, {}), (COMMISSIONED, {}), (DIRECT, {"1b": (1, 1), "2b": (1, 1)})]
)
def test_a_carers_service_with_a_blank_component_vanishes_unless_it_is_a_direct_payment(mechanism, cell):
    assert carers(direct(mechanism, component=None)) == cell


def test_a_vanished_service_is_not_even_told_as_unknown():
    count = {
        row["Measure"]: row["Count"]
        for row in run(year(direct(None, component=None))).table("ascof_unclassified")
    }
    assert count[CARERS] == 0
    count = {row["Measure"]: row["Count"] for row in run(year(direct(None))).table("ascof_unclassified")}
    assert count[CARERS] == 1


@pytest.mark.parametrize(("end", "number"), [("2025-04-01", 1), (None, 1)])
def test_carers_are_those_supported_at_any_time_in_the_year(end, number):
    row = direct(BUDGET) | {"event_start_date": "2024-05-01", "event_end_date": end}
    assert len(carers(row)) == 2 * number
    ended = direct(BUDGET) | {"event_start_date": "2024-05-01", "event_end_date": "2025-03-31"}
    assert carers(request("2025-05-01"), before=[ended]) == {}


def rank(*rows) -> list[int]:
    """The ranks of the carers there are."""
    ran = run(year(*rows))
    return [
        row["support_rank"]
        for row in ran.query("select support_rank from fct_national__3d_carers order by all")
    ]


CONTACTS = [
    (service(FOR_CARED_FOR, "2025-05-01"), [6]),
    (assessment("2025-05-01"), [6]),
    (review("2025-05-01"), [6]),
    (assessment("2025-05-01", event_outcome=ADVICE), [5]),
    (request("2025-05-01", event_outcome=ADVICE), [5]),
    (request("2025-05-01"), []),
    (assessment("2025-05-01", service_type="Nonsense"), []),
    (service(LOW_LEVEL, "2025-05-01"), []),
    (service(None, "2025-05-01", event_outcome=ADVICE), []),
]


def test_other_contact_with_carers_has_a_rank_outside_the_measure():
    rows = [carer(row, person=f"P{at}") for at, (row, _) in enumerate(CONTACTS)]
    found = run(year(*rows)).query("select person_key as who, support_rank from fct_national__3d_carers")
    ranks = {row["who"]: [row["support_rank"]] for row in found}
    assert [ranks.get(person_key(f"P{at}"), []) for at in range(len(CONTACTS))] == [
        rank for _, rank in CONTACTS
    ]


def test_each_carer_is_counted_under_the_best_rank():
    assert rank(carer(assessment("2025-05-01")), direct(COMMISSIONED)) == [3]


def test_carers_known_by_association_are_carers():
    row = direct(BUDGET) | {"client_type": "Carer known by association"}
    assert carers(row).get("1b") == (1, 1)
    assert carers(direct(BUDGET) | {"client_type": "Service user"}) == {}


def test_an_end_before_the_start_is_no_support_of_a_carer():
    row = direct(BUDGET) | {"event_start_date": "2025-06-01", "event_end_date": "2025-05-01"}
    assert carers(row) == {}


def test_a_carer_who_died_before_the_year_is_left_out():
    dead = carer(request("2024-05-01", date_of_death="2025-03-31"))
    assert carers(direct(BUDGET), before=[dead]) == {}


def test_children_who_care_are_left_out():
    assert carers(direct(BUDGET) | {"date_of_birth": "2010-01-01"}) == {}
    assert carers(direct(BUDGET) | {"date_of_birth": None}).get("1b") == (1, 1)


def test_a_group_that_occurs_among_carers_is_shown_for_clients_too():
    rows = [support(date_of_birth="1990-01-01"), direct(BUDGET) | {"person": "C"}]
    assert clients(*rows, group="65 and above").get("1a") == (0, 0)
